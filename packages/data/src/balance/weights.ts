import { purpose, Random } from '@capstan/base';
import { DataError } from '../errors.ts';

import type { Fold } from '../split/fold.ts';
import { trainingRows } from './training-rows.ts';

/**
 * A weight for each class, rows ÷ (classes × rows of the class), as scikit-learn's `balanced`; for a weighted loss.
 *
 * @throws {DataError} fold-invalid, target-invalid — where it is no training fold, or the target is of the wrong kind, or has one class
 * @example const { classes, weights } = classWeights(train, 'fraud'); // crossEntropy(…, { weight })
 */
export function classWeights(train: Fold<'train'>, target: string): { classes: string[]; weights: Float64Array } {
  const { classes, counts, codes } = trainingRows(train, target, 'classWeights');
  return { classes, weights: Float64Array.from(counts, (count) => codes.length / (classes.length * count)) };
}

/** For each row its class's weight. @example weightedSampler(rowWeights(train, 'fraud'), { count: 1000 }) */
export function rowWeights(train: Fold<'train'>, target: string): Float64Array {
  const { codes } = trainingRows(train, target, 'rowWeights');
  const { weights } = classWeights(train, target);
  return Float64Array.from(codes, (code) => weights[code]!);
}

/**
 * Draws rows in proportion to their weights. What an epoch draws depends on seed and epoch alone. Without replacement
 * it keeps the rows with the largest u^(1/w): Efraimidis and Spirakis, Information Processing Letters 97 (2006).
 *
 * @returns the rows of an epoch
 * @throws {DataError} option-invalid — for weights below 0, or too few above 0
 * @example const order = weightedSampler(weights, { count: 1000, seed: 7 })(epoch);
 */
export function weightedSampler(
  weights: ArrayLike<number>,
  options: { count?: number; replacement?: boolean; seed?: number } = {},
): (epoch: number) => Int32Array {
  const { count = weights.length, replacement = true, seed = 0 } = options;
  const sums = new Float64Array(weights.length);
  let sum = 0;
  let able = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (!(weight >= 0 && Number.isFinite(weight))) {
      throw new DataError('option-invalid', `the weight of row ${i} is ${weight}`, { hint: 'Weights are 0 or more' });
    }
    if (weight > 0) able += 1;
    sum += weight;
    sums[i] = sum;
  }
  if (!Number.isInteger(count) || count < 0 || able < (replacement ? Math.min(1, count) : count)) {
    throw new DataError('option-invalid', `${count} rows were to be drawn from ${able} with a weight`, {
      hint: 'Draw fewer, or with replacement',
    });
  }
  return (epoch) => {
    const random = new Random(seed).at(purpose.resample, epoch, 0);
    const fine = () => (random.word() * 2097152 + (random.word() >>> 11)) / 9007199254740992;
    if (replacement) return Int32Array.from({ length: count }, () => firstAbove(sums, fine() * sum));
    const keys = Float64Array.from(weights, (weight) =>
      weight > 0 ? Math.log(1 - fine()) / weight : Number.NEGATIVE_INFINITY,
    );
    return Int32Array.from(keys.keys())
      .sort((a, b) => keys[b]! - keys[a]! || a - b)
      .subarray(0, count);
  };
}

function firstAbove(sums: Float64Array, value: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sums[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
