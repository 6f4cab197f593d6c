import { metric } from '../contract.ts';
import { type Errors, errors, overNumbers } from '../tallies/errors.ts';

const value = ({ absolute, weight }: Errors): number => absolute / weight;

/** Absolute errors, mean over the numbers, in the unit of the target. @example metrics.mae([2.5, 0, 2, 8], [3, -0.5, 2, 7]) */
export const mae = metric(
  {
    kind: 'mae',
    label: 'mean absolute error',
    about: 'Absolute errors, mean over the numbers, in the unit of the target.',
    better: 'lower',
    range: [0, Number.POSITIVE_INFINITY],
    shown: 'figure',
    tally: errors,
    value,
  },
  overNumbers(value),
);
