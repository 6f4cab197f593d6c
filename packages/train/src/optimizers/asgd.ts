import { optim } from '@capstan/torch';
import { nonNegative, positive } from '../values/option-kind.ts';
import { optimizer } from './contract.ts';

/**
 * Stochastic gradient descent that also averages its path (Polyak and Juditsky 1992).
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example asgd({ lr: 0.01 })
 */
export const asgd = optimizer({
  kind: 'asgd',
  about: 'Stochastic gradient descent that also averages its path (Polyak and Juditsky 1992).',
  options: {
    lr: positive,
    lambd: nonNegative,
    alpha: nonNegative,
    t0: nonNegative,
    weightDecay: nonNegative,
  },
  defaults: {
    lr: 0.01,
    lambd: 1e-4,
    alpha: 0.75,
    t0: 1e6,
    weightDecay: 0,
  },
  create: (parameters, options) => new optim.ASGD(parameters, options),
});
