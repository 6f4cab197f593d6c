import { checkProbabilities, type Numbers } from '../check.ts';

/**
 * The Brier score: squared distance between probabilities and what came true, mean over the examples; from 0 to 2, and for two
 * classes halved to 0 to 1, as Brier's own binary form (scikit-learn's `scale_by_half='auto'`).
 *
 * @param probabilities (N × classes), row by row
 * @param targets (N)
 * @throws lengths-differ, empty, not-finite, not-probabilities, target-out-of-range
 * @example
 * brierScore([0.9, 0.1, 0.2, 0.8], [0, 1], 2)   // 0.025
 */
export function brierScore(probabilities: Numbers, targets: Numbers, classes: number): number {
  checkProbabilities(probabilities, targets, classes);
  return brierSum(probabilities, targets, classes) / targets.length / (classes < 3 ? 2 : 1);
}

export function brierSum(probabilities: Numbers, targets: Numbers, classes: number): number {
  let sum = 0;
  for (let i = 0, at = 0; i < targets.length; i++) {
    for (let c = 0; c < classes; c++, at++) sum += (probabilities[at]! - Number(c === targets[i])) ** 2;
  }
  return sum;
}
