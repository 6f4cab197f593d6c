import { metric } from '../contract.ts';
import { type Errors, errors, overNumbers } from '../tallies/errors.ts';

const value = ({ squared, weight }: Errors): number => squared / weight;

/** Squared errors, mean over the numbers. @example metrics.mse([2.5, 0, 2, 8], [3, -0.5, 2, 7]) */
export const mse = metric(
  {
    kind: 'mse',
    label: 'mean squared error',
    about: 'Squared errors, mean over the numbers.',
    better: 'lower',
    range: [0, Number.POSITIVE_INFINITY],
    shown: 'figure',
    tally: errors,
    value,
  },
  overNumbers(value),
);
