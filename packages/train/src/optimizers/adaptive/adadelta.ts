import { optim } from '@capstan/torch';
import { nonNegative, positive, share } from '../../values/option-kind.ts';
import { optimizer } from '../contract.ts';

/**
 * Steps by the ratio of past steps to past gradients (Zeiler 2012).
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example adadelta()
 */
export const adadelta = optimizer({
  kind: 'adadelta',
  about: 'Steps by the ratio of past steps to past gradients (Zeiler 2012).',
  options: {
    lr: positive,
    rho: share,
    eps: positive,
    weightDecay: nonNegative,
  },
  defaults: {
    lr: 1,
    rho: 0.9,
    eps: 1e-6,
    weightDecay: 0,
  },
  create: (parameters, options) => new optim.Adadelta(parameters, options),
});
