import { CapitalError } from '../../../errors.ts';
import { summarise } from '../../../simulate/columns/summary.ts';
import { monthOf, type Simulation } from '../../../simulate/simulate.ts';
import { type CurvePoint, errorAt, fitLearningCurve } from '../../../talent/learning-curve.ts';
import { type LabelsWorth, labelsToBuy, worthOfLabels } from '../../../talent/value-of-labels.ts';
import { slug } from '../../build/slug.ts';
import { figureModel, type MeasuredRun, measuredValues, runsMeasuring } from '../../figures/figure.ts';
import type { PlanDocument } from '../../schema/document.ts';

/** The lines that labellingReport reads. */
export function labellingOutputs({ labelling }: PlanDocument): string[] {
  return labelling.map(({ name }) => `labelling.${slug(name)}.worth`);
}

export interface LabellingRow {
  readonly name: string;
  readonly have: number;
  readonly batch: number;
  /** Trainings that the curve was fitted to. */
  readonly points: readonly CurvePoint[];
  /** Why there is no curve yet. */
  readonly unmeasured?: string;
  readonly errorNow?: number;
  readonly next?: LabelsWorth;
  readonly buy?: { readonly labels: number; readonly cost: number; readonly worth: number };
}

/** What the next labels are worth by the learning curve that the ledger's runs measured; where they did not, says so. */
export function labellingReport(
  simulation: Simulation,
  document: PlanDocument,
  runs: readonly MeasuredRun[],
  seed: number,
): LabellingRow[] {
  return document.labelling.map(({ name, have, batch, worthOfPoint: _, curve, ...labelling }) => {
    const figures = (['size', 'error'] as const).map((field) => figureModel(curve[field], '1', document.currency));
    const used = runsMeasuring(
      runs,
      curve,
      figures.flatMap(({ names }) => names),
    );
    const [sizes, errors] = figures.map((figure) => measuredValues(figure, used)) as [number[], number[]]; // one each
    const points = used.map(
      (__, i): CurvePoint => ({
        n: sizes[i]!,
        error: errors[i]!,
        ...(curve.tested === undefined ? {} : { tested: curve.tested }),
      }),
    );
    const row = { name, have, batch, points };
    try {
      const fitted = fitLearningCurve(points, { seed });
      const worthOfPoint = summarise(monthOf(simulation, `labelling.${slug(name)}.worth`, 0)).mean;
      const decision = { have, labelling, worthOfPoint };
      return {
        ...row,
        errorNow: errorAt(fitted, have),
        next: worthOfLabels(fitted, decision, batch),
        buy: labelsToBuy(fitted, decision, { batch, most: 1000 * batch }),
      };
    } catch (error) {
      if (!(error instanceof CapitalError)) throw error;
      return { ...row, unmeasured: error.message };
    }
  });
}
