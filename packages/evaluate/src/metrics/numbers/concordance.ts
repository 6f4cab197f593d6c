import { checkNumbers, type Numbers } from '../check.ts';
import { metric } from '../contract.ts';
import { concordantPairs } from './concordant-pairs.ts';
import { orderedPairs } from './ordered-pairs.ts';

const value = ({ predictions, targets, full }: { predictions: Numbers; targets: Numbers; full: boolean }): number => {
  if (full) return Number.NaN;
  const { concordant, tied, comparable } = concordantPairs(predictions, targets);
  return (concordant + tied / 2) / comparable; // NaN where no two targets differ
};

/**
 * The concordance index: of all pairs with different targets, how many the predictions put in the same order; a tie of them is
 * half (Harrell et al. 1982, without censoring; the CI of drug–target affinity). 0.5 is chance.
 *
 * @example metrics.concordance([2.5, 0, 2, 8], [3, -0.5, 2, 7])
 */
export const concordance = metric(
  {
    kind: 'concordance',
    label: 'concordance index',
    about:
      'Of pairs with different targets, how many are predicted in that order; not defined beyond 4 million numbers.',
    better: 'higher',
    range: [0, 1],
    shown: 'figure',
    tally: orderedPairs,
    value,
  },
  (predictions: Numbers, targets: Numbers): number => {
    checkNumbers(predictions, targets);
    return value({ predictions, targets, full: false });
  },
);
