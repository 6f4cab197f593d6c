import { optim } from '@capstan/torch';
import { nonNegative, positive } from '../../values/option-kind.ts';
import { optimizer } from '../contract.ts';

/**
 * Divides gradients by the root of the sum of all their squares (Duchi et al. 2011).
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example adagrad({ lr: 0.01 })
 */
export const adagrad = optimizer({
  kind: 'adagrad',
  about: 'Divides gradients by the root of the sum of all their squares (Duchi et al. 2011).',
  options: {
    lr: positive,
    lrDecay: nonNegative,
    initialAccumulatorValue: nonNegative,
    eps: positive,
    weightDecay: nonNegative,
  },
  defaults: {
    lr: 0.01,
    lrDecay: 0,
    initialAccumulatorValue: 0,
    eps: 1e-10,
    weightDecay: 0,
  },
  create: (parameters, options) => new optim.Adagrad(parameters, options),
});
