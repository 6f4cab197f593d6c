import { optim } from '@capstan/torch';
import { belowOne, boolean, nonNegative, pairOf, positive } from '../../values/option-kind.ts';
import { optimizer } from '../contract.ts';

/**
 * Running means of gradients and of their squares (Kingma and Ba 2014).
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example adam({ lr: 3e-4 })
 */
export const adam = optimizer({
  kind: 'adam',
  about: 'Running means of gradients and of their squares (Kingma and Ba 2014).',
  options: {
    lr: positive,
    betas: pairOf(belowOne),
    eps: positive,
    amsgrad: boolean,
    weightDecay: nonNegative,
  },
  defaults: {
    lr: 0.001,
    betas: [0.9, 0.999],
    eps: 1e-8,
    amsgrad: false,
    weightDecay: 0,
  },
  create: (parameters, options) => new optim.Adam(parameters, options),
});
