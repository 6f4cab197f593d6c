import { type ConfusionMatrix, marginals } from './confusion-matrix.ts';

/**
 * The share of examples that are right; NaN for an empty matrix.
 *
 * @example
 * accuracy(confusionMatrix(predictions, targets, 10))
 */
export function accuracy(confusion: ConfusionMatrix): number {
  const { right, total } = marginals(confusion);
  return right.reduce((sum, n) => sum + n, 0) / total;
}

/**
 * The mean of the classes' recalls, over the classes that occur; `adjusted` puts chance at 0. NaN for an empty matrix.
 *
 * @example
 * balancedAccuracy([[90, 10], [5, 5]])   // (0.9 + 0.5) / 2 = 0.7
 */
export function balancedAccuracy(confusion: ConfusionMatrix, { adjusted = false } = {}): number {
  const { truth, right } = marginals(confusion);
  const recalls = right.flatMap((n, c) => (truth[c]! > 0 ? [n / truth[c]!] : []));
  const score = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
  const chance = 1 / recalls.length;
  return adjusted ? (score - chance) / (1 - chance) : score;
}
