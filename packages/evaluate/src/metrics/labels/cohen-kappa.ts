import { EvaluateError } from '../../errors.ts';
import { metric } from '../contract.ts';
import { confusionCounts } from '../tallies/confusion.ts';
import { type ConfusionMatrix, marginals } from './confusion-matrix.ts';

type Weights = 'none' | 'linear' | 'quadratic';

/**
 * Cohen's kappa: agreement beyond what chance gives, 1 at best; `weights` makes far classes count more where classes are ordered.
 * NaN where both sides know one and the same class only.
 *
 * @example
 * cohenKappa(confusion, { weights: 'quadratic' })
 */
export const cohenKappa = metric(
  {
    kind: 'cohenKappa',
    label: 'Cohen’s kappa',
    about: 'Agreement of prediction and truth beyond what chance gives.',
    better: 'higher',
    range: [-1, 1],
    shown: 'figure',
    tally: confusionCounts,
    value: (counts) => kappa(counts, 'none'),
  },
  (confusion: ConfusionMatrix, { weights = 'none' }: { weights?: Weights } = {}): number => kappa(confusion, weights),
);

function kappa(counts: ConfusionMatrix, weights: Weights): number {
  const { truth, predicted, total } = marginals(counts);
  const distance = {
    none: (i: number, j: number) => (i === j ? 0 : 1),
    linear: (i: number, j: number) => Math.abs(i - j),
    quadratic: (i: number, j: number) => (i - j) ** 2,
  }[weights];
  if (distance === undefined)
    throw new EvaluateError(
      'option-invalid',
      `weights: expected 'none', 'linear' or 'quadratic', received ${String(weights)}.`,
    );
  let observed = 0;
  let expected = 0;
  for (const [i, row] of counts.entries()) {
    for (const [j, n] of row.entries()) {
      observed += distance(i, j) * n;
      expected += (distance(i, j) * truth[i]! * predicted[j]!) / total;
    }
  }
  return expected === 0 ? Number.NaN : 1 - observed / expected;
}
