import { checked } from '../checked.ts';
import { type Labelling, labellingCost } from './labelling.ts';
import { errorAt, type LearningCurve } from './learning-curve.ts';

export interface LabelsWorth {
  /** Errors in a hundred that go away: from the curve, and its interval. */
  gain: { value: number; low: number; high: number };
  /** What that is worth. */
  worth: { value: number; low: number; high: number };
  cost: number;
  /** Mean worth over the fits − cost. */
  net: number;
  /** How likely the labels are worth more than they cost, as far as the curve is known. */
  probability: number;
}

/** What the model is for. */
export interface LabelDecision {
  /** Labels there are. */
  have: number;
  labelling: Labelling;
  /** What one error less in a hundred is worth over the model's life. */
  worthOfPoint: number;
}

/**
 * What the next `more` labels are worth by a measured learning curve, and what they cost.
 *
 * @param level of the intervals, 0.9 when not given
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example worthOfLabels(curve, { have: 6000, labelling, worthOfPoint: 40_000 }, 1000).net
 */
export function worthOfLabels(curve: LearningCurve, decision: LabelDecision, more: number, level = 0.9): LabelsWorth {
  const { have, labelling, worthOfPoint } = decision;
  checked('have', have, { least: 1 });
  checked('more', more, { above: 0 });
  checked('worthOfPoint', worthOfPoint, { least: 0 });
  checked('level', level, { above: 0, below: 1 });
  const running = { ...labelling, setup: 0 }; // what was set up for the labels there are is not paid again
  const cost = labellingCost(running, have + more) - labellingCost(running, have);
  const points = (law: LearningCurve | LearningCurve['samples'][number]) =>
    100 * (errorAt(law, have) - errorAt(law, have + more));
  const sorted = curve.samples.map(points).sort((a, b) => a - b);
  const at = (p: number) => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]!;
  const gain = { value: points(curve), low: at((1 - level) / 2), high: at((1 + level) / 2) };
  const mean = sorted.reduce((sum, each) => sum + each, 0) / sorted.length;
  return {
    gain,
    worth: { value: gain.value * worthOfPoint, low: gain.low * worthOfPoint, high: gain.high * worthOfPoint },
    cost,
    net: mean * worthOfPoint - cost,
    probability: sorted.filter((each) => each * worthOfPoint > cost).length / sorted.length,
  };
}

/**
 * How many labels to buy, batch by batch, until the next batch costs more than it is worth.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example labelsToBuy(curve, { have: 6000, labelling, worthOfPoint: 40_000 }).labels
 */
export function labelsToBuy(
  curve: LearningCurve,
  decision: LabelDecision,
  { batch = 1000, most = 1_000_000 }: { batch?: number; most?: number } = {},
): { labels: number; cost: number; worth: number } {
  checked('batch', batch, { least: 1 });
  checked('most', most, { least: batch, most: 1e4 * batch });
  let [labels, cost, worth] = [0, 0, 0];
  while (labels + batch <= most) {
    const next = worthOfLabels(curve, { ...decision, have: decision.have + labels }, batch);
    if (next.net <= 0) break;
    labels += batch;
    cost += next.cost;
    worth += next.net + next.cost;
  }
  return { labels, cost, worth };
}
