import { checkProbabilities, type Numbers } from '../check.ts';
import { metric } from '../contract.ts';
import { meanFrom, meanOf } from '../tallies/mean.ts';

/** Probabilities are kept this far from 0 and 1, as a logarithm needs: the precision of their type. */
const EPSILON_32 = 2 ** -23;
const EPSILON_64 = 2 ** -52;

/**
 * Cross-entropy of the true classes under the probabilities, natural logarithm, mean over the examples.
 *
 * @param probabilities (N × classes), row by row
 * @param targets (N)
 * @throws {EvaluateError} lengths-differ, empty, not-finite, not-probabilities, target-out-of-range — where there are not as many of each, there is none, a value is NaN or infinite, a row does not add up to 1, or a target is no class
 * @example
 * logLoss([0.9, 0.1, 0.2, 0.8], [0, 1], 2)   // 0.16425…
 */
export const logLoss = metric(
  {
    kind: 'logLoss',
    label: 'log loss',
    about: 'Cross-entropy of the true classes under the probabilities, mean over the examples.',
    better: 'lower',
    range: [0, Number.POSITIVE_INFINITY],
    shown: 'figure',
    tally: meanOf(({ probabilities, targets, classes, weights }) =>
      logLossSum(probabilities, targets, classes, weights),
    ),
    value: meanFrom,
  },
  (probabilities: Numbers, targets: Numbers, classes: number): number => {
    checkProbabilities(probabilities, targets, classes);
    return logLossSum(probabilities, targets, classes) / targets.length;
  },
);

function logLossSum(probabilities: Numbers, targets: Numbers, classes: number, weights?: Numbers): number {
  const epsilon = probabilities instanceof Float32Array ? EPSILON_32 : EPSILON_64;
  let sum = 0;
  for (let i = 0; i < targets.length; i++) {
    const p = probabilities[i * classes + targets[i]!]!;
    sum -= (weights?.[i] ?? 1) * Math.log(Math.min(Math.max(p, epsilon), 1 - epsilon));
  }
  return sum;
}
