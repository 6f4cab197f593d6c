import type { Numbers } from '../check.ts';
import { type CountsAtThresholds, countsAtThresholds } from './thresholds.ts';

export interface PrecisionRecallCurve {
  /** One longer than `thresholds`: ends at precision 1, recall 0. */
  precision: Float64Array;
  /** Falling. */
  recall: Float64Array;
  /** Rising. */
  thresholds: Float64Array;
}

/**
 * Precision against recall at every threshold.
 *
 * @param scores (N) higher means more likely positive
 * @param labels (N) of 0 and 1; without any 1 the recall is taken as 1
 * @throws {EvaluateError} lengths-differ, empty, not-finite, label-not-binary — where there are not as many of each, there is none, a value is NaN or infinite, or a label is neither 0 nor 1
 * @example
 * const { precision, recall } = precisionRecallCurve(scores, labels);
 */
export function precisionRecallCurve(scores: Numbers, labels: Numbers): PrecisionRecallCurve {
  return precisionRecallFromCounts(countsAtThresholds(scores, labels));
}

export function precisionRecallFromCounts(counts: CountsAtThresholds): PrecisionRecallCurve {
  const size = counts.thresholds.length;
  const positives = counts.truePositives.at(-1)!;
  const precision = new Float64Array(size + 1);
  const recall = new Float64Array(size + 1);
  for (let i = 0; i < size; i++) {
    const [tp, fp] = [counts.truePositives[i]!, counts.falsePositives[i]!];
    precision[size - 1 - i] = tp / (tp + fp);
    recall[size - 1 - i] = positives === 0 ? 1 : tp / positives;
  }
  precision[size] = 1;
  return { precision, recall, thresholds: counts.thresholds.toReversed() };
}

/**
 * Average precision: the mean of the precisions weighted by the gain in recall, without interpolation.
 *
 * @example
 * averagePrecision([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])   // 0.8333…
 */
export function averagePrecision(scores: Numbers, labels: Numbers): number {
  return averagePrecisionOf(precisionRecallCurve(scores, labels));
}

export function averagePrecisionOf({ precision, recall }: PrecisionRecallCurve): number {
  let sum = 0;
  for (let i = 1; i < recall.length; i++) sum += (recall[i - 1]! - recall[i]!) * precision[i - 1]!;
  return Math.max(0, sum);
}
