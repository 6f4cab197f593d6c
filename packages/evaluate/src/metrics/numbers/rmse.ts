import { metric } from '../contract.ts';
import { type Errors, errors, overNumbers } from '../tallies/errors.ts';

const value = ({ squared, weight }: Errors): number => Math.sqrt(squared / weight);

/** The root of the mean squared error, in the unit of the target. @example metrics.rmse([2.5, 0, 2, 8], [3, -0.5, 2, 7]) */
export const rmse = metric(
  {
    kind: 'rmse',
    label: 'root mean squared error',
    about: 'The root of the mean squared error, in the unit of the target.',
    better: 'lower',
    range: [0, Number.POSITIVE_INFINITY],
    shown: 'figure',
    tally: errors,
    value,
  },
  overNumbers(value),
);
