import { EvaluateError } from '../../errors.ts';
import { metric } from '../contract.ts';
import { confusionCounts } from '../tallies/confusion.ts';
import { type ConfusionMatrix, marginals } from './confusion-matrix.ts';

/**
 * Precision and recall joined where recall counts `beta` times as much (van Rijsbergen, 1979), mean over the classes; 0 for a
 * class that neither occurs nor is predicted, as in scikit-learn.
 *
 * @throws {EvaluateError} option-invalid — where beta is no finite number above 0
 * @example macroFBeta(2)([[8, 2], [1, 9]])
 */
export function macroFBeta(beta: number) {
  if (!(Number.isFinite(beta) && beta > 0))
    throw new EvaluateError('option-invalid', `beta: expected a finite number above 0, received ${beta}.`, {
      fields: { beta },
    });
  return fBeta(`macroF${beta}`, beta);
}

const fBeta = (kind: string, beta: number) =>
  metric({
    kind,
    label: `F${beta}, mean`,
    about: `Precision and recall joined, recall counting ${beta} times as much, mean over the classes.`,
    better: 'higher',
    range: [0, 1],
    shown: 'percent',
    tally: confusionCounts,
    value: (counts: ConfusionMatrix): number => {
      const { truth, predicted, right } = marginals(counts);
      const each = right.map((n, c) => {
        const over = beta ** 2 * truth[c]! + predicted[c]!;
        return over === 0 ? 0 : ((1 + beta ** 2) * n) / over;
      });
      return each.reduce((sum, value) => sum + value, 0) / each.length;
    },
  });

/** As `macroFBeta(2)`: a miss costs more than a false alarm. @example metrics.macroF2([[8, 2], [1, 9]]) */
export const macroF2 = fBeta('macroF2', 2);

/** As `macroFBeta(0.5)`: a false alarm costs more than a miss. @example metrics.macroFHalf([[8, 2], [1, 9]]) */
export const macroFHalf = fBeta('macroFHalf', 0.5);
