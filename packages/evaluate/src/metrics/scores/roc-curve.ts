import { checkSameLength, type Numbers } from '../check.ts';
import { type CountsAtThresholds, countsAtThresholds } from './thresholds.ts';

export interface RocCurve {
  /** False and true positive rate, both rising from 0 to 1; NaN without negatives, or positives. */
  fpr: Float64Array;
  tpr: Float64Array;
  /** Falling, from Infinity. */
  thresholds: Float64Array;
}

/**
 * The receiver operating characteristic: true against false positive rate at every threshold. Points on a straight line between
 * their neighbours are left out unless `dropIntermediate` is false; the area does not change.
 *
 * @param scores (N) higher means more likely positive
 * @param labels (N) of 0 and 1
 * @throws {EvaluateError} lengths-differ, empty, not-finite, label-not-binary — where there are not as many of each, there is none, a value is NaN or infinite, or a label is neither 0 nor 1
 * @example
 * const { fpr, tpr } = rocCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]);
 */
export function rocCurve(scores: Numbers, labels: Numbers, { dropIntermediate = true } = {}): RocCurve {
  return rocFromCounts(countsAtThresholds(scores, labels), dropIntermediate);
}

export function rocFromCounts(counts: CountsAtThresholds, dropIntermediate: boolean): RocCurve {
  const { thresholds, truePositives: tps, falsePositives: fps } = counts;
  const last = thresholds.length - 1;
  const kept: number[] = [];
  for (let i = 0; i <= last; i++) {
    const straight =
      dropIntermediate &&
      last > 1 &&
      i > 0 &&
      i < last &&
      fps[i + 1]! - 2 * fps[i]! + fps[i - 1]! === 0 &&
      tps[i + 1]! - 2 * tps[i]! + tps[i - 1]! === 0;
    if (!straight) kept.push(i);
  }
  return { fpr: rates(fps, kept), tpr: rates(tps, kept), thresholds: prepend(Infinity, kept, (i) => thresholds[i]!) };
}

function rates(counts: Float64Array, kept: readonly number[]): Float64Array {
  const all = counts.at(-1)!;
  if (all === 0) return new Float64Array(kept.length + 1).fill(Number.NaN);
  return prepend(0, kept, (i) => counts[i]! / all);
}

function prepend(first: number, kept: readonly number[], at: (index: number) => number): Float64Array {
  const out = new Float64Array(kept.length + 1);
  out[0] = first;
  for (const [k, index] of kept.entries()) out[k + 1] = at(index);
  return out;
}

/**
 * The area under any curve by the trapezoidal rule; x must not change its direction.
 *
 * @example
 * auc(fpr, tpr)
 */
export function auc(x: Numbers, y: Numbers): number {
  checkSameLength(x, y, ['x', 'y']);
  let area = 0;
  for (let i = 1; i < x.length; i++) area += ((x[i]! - x[i - 1]!) * (y[i]! + y[i - 1]!)) / 2;
  return x[x.length - 1]! < x[0]! ? -area : area;
}
