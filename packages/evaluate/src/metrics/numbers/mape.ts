import { metric } from '../contract.ts';
import { type Errors, errors, overNumbers } from '../tallies/errors.ts';

const value = ({ percentage, weight }: Errors): number => percentage / weight;

/** Absolute errors as shares of the targets, mean over the numbers; huge where targets are 0. @example metrics.mape([2.5, 0, 2, 8], [3, -0.5, 2, 7]) */
export const mape = metric(
  {
    kind: 'mape',
    label: 'mean absolute percentage error',
    about: 'Absolute errors as shares of the targets, mean over the numbers; huge where targets are 0.',
    better: 'lower',
    range: [0, Number.POSITIVE_INFINITY],
    shown: 'percent',
    tally: errors,
    value,
  },
  overNumbers(value),
);
