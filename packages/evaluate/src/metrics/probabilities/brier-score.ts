import { checkProbabilities, type Numbers } from '../check.ts';
import { metric } from '../contract.ts';
import { meanFrom, meanOf } from '../tallies/mean.ts';

/**
 * The Brier score: squared distance between probabilities and what came true, mean over the examples; from 0 to 2, and for two
 * classes halved to 0 to 1, as Brier's own binary form (scikit-learn's `scale_by_half='auto'`).
 *
 * @param probabilities (N × classes), row by row
 * @param targets (N)
 * @throws {EvaluateError} lengths-differ, empty, not-finite, not-probabilities, target-out-of-range — where there are not as many of each, there is none, a value is NaN or infinite, a row does not add up to 1, or a target is no class
 * @example
 * brierScore([0.9, 0.1, 0.2, 0.8], [0, 1], 2)   // 0.025
 */
export const brierScore = metric(
  {
    kind: 'brierScore',
    label: 'Brier score',
    about: 'Squared distance between probabilities and what came true, mean over the examples.',
    better: 'lower',
    range: [0, 2],
    shown: 'figure',
    tally: meanOf(({ probabilities, targets, classes, weights }) => brierSum(probabilities, targets, classes, weights)),
    value: meanFrom,
  },
  (probabilities: Numbers, targets: Numbers, classes: number): number => {
    checkProbabilities(probabilities, targets, classes);
    return brierSum(probabilities, targets, classes) / targets.length;
  },
);

/** Of two classes half the distance. */
function brierSum(probabilities: Numbers, targets: Numbers, classes: number, weights?: Numbers): number {
  let sum = 0;
  for (let i = 0, at = 0; i < targets.length; i++) {
    const weight = weights?.[i] ?? 1;
    for (let c = 0; c < classes; c++, at++) sum += weight * (probabilities[at]! - Number(c === targets[i])) ** 2;
  }
  return sum / (classes < 3 ? 2 : 1);
}
