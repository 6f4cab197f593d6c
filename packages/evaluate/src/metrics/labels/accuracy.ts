import { metric } from '../contract.ts';
import { confusionCounts } from '../tallies/confusion.ts';
import { type ConfusionMatrix, marginals } from './confusion-matrix.ts';

/**
 * The share of examples that are right; NaN for an empty matrix.
 *
 * @example
 * accuracy(confusionMatrix(predictions, targets, 10))
 */
export const accuracy = metric({
  kind: 'accuracy',
  label: 'accuracy',
  about: 'The share of examples that are right.',
  better: 'higher',
  range: [0, 1],
  shown: 'percent',
  tally: confusionCounts,
  value(counts: ConfusionMatrix): number {
    const { right, total } = marginals(counts);
    return right.reduce((sum, n) => sum + n, 0) / total;
  },
});
