import { metric } from '../contract.ts';
import { type Errors, errors, overNumbers } from '../tallies/errors.ts';

const value = ({ squared, variance, count }: Errors): number => {
  if (count < 2) return Number.NaN;
  return variance > 0 ? 1 - squared / variance : squared === 0 ? 1 : 0; // a constant: the rule of scikit-learn
};

/** The share of the variance explained; of one example it is not defined. @example metrics.r2([2.5, 0, 2, 8], [3, -0.5, 2, 7]) */
export const r2 = metric(
  {
    kind: 'r2',
    label: 'R²',
    about: 'The share of the variance explained; of one example it is not defined.',
    better: 'higher',
    range: [Number.NEGATIVE_INFINITY, 1],
    shown: 'figure',
    tally: errors,
    value,
  },
  overNumbers(value),
);
