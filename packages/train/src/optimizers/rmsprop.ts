import { optim } from '@capstan/torch';
import { boolean, nonNegative, positive, share } from '../values/option-kind.ts';
import { optimizer } from './contract.ts';

/**
 * Divides gradients by a running root mean square of theirs (Hinton 2012).
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example rmsprop({ lr: 1e-3, centered: true })
 */
export const rmsprop = optimizer({
  kind: 'rmsprop',
  about: 'Divides gradients by a running root mean square of theirs (Hinton 2012).',
  options: {
    lr: positive,
    alpha: share,
    eps: positive,
    momentum: nonNegative,
    centered: boolean,
    weightDecay: nonNegative,
  },
  defaults: {
    lr: 0.01,
    alpha: 0.99,
    eps: 1e-8,
    momentum: 0,
    centered: false,
    weightDecay: 0,
  },
  create: (parameters, options) => new optim.RMSprop(parameters, options),
});
