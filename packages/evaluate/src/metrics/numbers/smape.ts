import { metric } from '../contract.ts';
import { type Errors, errors, overNumbers } from '../tallies/errors.ts';

const value = ({ symmetric, weight }: Errors): number => symmetric / weight;

/** Absolute errors by the mean of |prediction| and |target|, as a share, 2 at worst; where both are 0 there is none. @example metrics.smape([2.5, 0, 2, 8], [3, -0.5, 2, 7]) */
export const smape = metric(
  {
    kind: 'smape',
    label: 'symmetric mean absolute percentage error',
    about: 'Absolute errors by the mean of |prediction| and |target|; 200 % at worst.',
    better: 'lower',
    range: [0, 2],
    shown: 'percent',
    tally: errors,
    value,
  },
  overNumbers(value),
);
