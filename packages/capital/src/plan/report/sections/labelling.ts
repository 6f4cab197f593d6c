import { z } from 'zod';
import { CapitalError } from '../../../errors.ts';
import { summarise } from '../../../simulate/columns/summary.ts';
import { monthOf, type Simulation } from '../../../simulate/simulate.ts';
import { type CurvePoint, errorAt, fitLearningCurve } from '../../../talent/learning-curve.ts';
import { type LabelsWorth, labelsToBuy, worthOfLabels } from '../../../talent/value-of-labels.ts';
import { type Context, NOT_NEGATIVE, slug } from '../../build/builder.ts';
import { figureModel, type MeasuredRun, measuredValues, runsMeasuring } from '../../figures/learn.ts';
import type { PlanDocument } from '../../schema/document.ts';
import { formula, runFilter, title } from '../../schema/fields.ts';

const positive = z.number().positive();

/** Labels that could be bought, and the runs whose learning curve says what they are worth. */
export const labellingSchema = z.strictObject({
  name: title,
  /** Labels there are. */
  have: positive,
  /** Labels bought at a time. */
  batch: positive.default(1000),
  tiers: z.array(z.strictObject({ from: z.number().min(0), price: z.number().min(0) })).min(1),
  answers: z.number().min(1),
  accepted: z.number().gt(0).max(1),
  review: z.strictObject({ share: z.number().min(0).max(1), price: z.number().min(0) }).exactOptional(),
  item: z.number().min(0).exactOptional(),
  setup: z.number().min(0).exactOptional(),
  /** Money that one error less in a hundred is worth over the model's life. */
  worthOfPoint: formula,
  /** Trainings on parts of the data, over a run's fields: how many examples, and the share of them that was wrong. */
  curve: runFilter.extend({ size: formula, error: formula, tested: z.int().positive().exactOptional() }),
});

/** Checks the curves' figures and builds what a point is worth. */
export function labellingLines({ builder, plan, money }: Context): void {
  plan.labelling.forEach(({ name, worthOfPoint, curve }, i) => {
    const path = `labelling[${i}]`;
    builder.line(`labelling.${slug(name)}.worth`, worthOfPoint, money, `${path}.worthOfPoint`, NOT_NEGATIVE);
    for (const field of ['size', 'error'] as const) {
      try {
        figureModel(curve[field], '1', plan.currency);
      } catch (error) {
        if (!(error instanceof CapitalError)) throw error;
        builder.problem(`${path}.curve.${field}`, error.message);
      }
    }
  });
}

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
