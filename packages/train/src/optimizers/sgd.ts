import { optim } from '@capstan/torch';
import { belowOne, boolean, nonNegative, positive } from '../values/option-kind.ts';
import { optimizer } from './contract.ts';

/**
 * Stochastic gradient descent, with the design's momentum of 0.9.
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example sgd({ lr: 0.1, momentum: 0.9, nesterov: true, weightDecay: 5e-4 })
 */
export const sgd = optimizer({
  kind: 'sgd',
  about: "Stochastic gradient descent, with the design's momentum of 0.9.",
  options: {
    lr: positive,
    momentum: belowOne,
    dampening: belowOne,
    nesterov: boolean,
    weightDecay: nonNegative,
  },
  defaults: {
    lr: 0.001,
    momentum: 0.9,
    dampening: 0,
    nesterov: false,
    weightDecay: 0,
  },
  create: (parameters, options) => new optim.SGD(parameters, options),
});
