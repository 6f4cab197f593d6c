import { metric } from '../contract.ts';
import { confusionCounts } from '../tallies/confusion.ts';
import { type ConfusionMatrix, marginals } from './confusion-matrix.ts';

/**
 * The Matthews correlation of prediction and truth, from −1 to 1, for any number of classes (Gorodkin 2004); 0 where one of them
 * never varies.
 *
 * @example
 * matthews([[90, 10], [5, 5]])
 */
export const matthews = metric({
  kind: 'matthews',
  label: 'Matthews correlation',
  about: 'The correlation of prediction and truth, for any number of classes (Gorodkin 2004).',
  better: 'higher',
  range: [-1, 1],
  shown: 'figure',
  tally: confusionCounts,
  value(counts: ConfusionMatrix): number {
    const { truth, predicted, right, total } = marginals(counts);
    const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
    const correct = right.reduce((sum, n) => sum + n, 0);
    const covariance = correct * total - dot(truth, predicted);
    const variances = (total ** 2 - dot(predicted, predicted)) * (total ** 2 - dot(truth, truth));
    return variances === 0 ? 0 : covariance / Math.sqrt(variances);
  },
});
