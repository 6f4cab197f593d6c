import { optim } from '@capstan/torch';
import { belowOne, nonNegative, pairOf, positive } from '../../values/option-kind.ts';
import { optimizer } from '../contract.ts';

/**
 * Adam by the greatest gradient so far instead of the root mean square (Kingma and Ba 2014).
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example adamax()
 */
export const adamax = optimizer({
  kind: 'adamax',
  about: 'Adam by the greatest gradient so far instead of the root mean square (Kingma and Ba 2014).',
  options: {
    lr: positive,
    betas: pairOf(belowOne),
    eps: positive,
    weightDecay: nonNegative,
  },
  defaults: {
    lr: 0.002,
    betas: [0.9, 0.999],
    eps: 1e-8,
    weightDecay: 0,
  },
  create: (parameters, options) => new optim.Adamax(parameters, options),
});
