import { optim } from '@capstan/torch';
import { belowOne, boolean, nonNegative, pairOf, positive } from '../../values/option-kind.ts';
import { optimizer } from '../contract.ts';

/**
 * Adam that warms up by itself (Liu et al. 2019).
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example radam({ lr: 1e-3 })
 */
export const radam = optimizer({
  kind: 'radam',
  about: 'Adam that warms up by itself (Liu et al. 2019).',
  options: {
    lr: positive,
    betas: pairOf(belowOne),
    eps: positive,
    decoupledWeightDecay: boolean,
    weightDecay: nonNegative,
  },
  defaults: {
    lr: 0.001,
    betas: [0.9, 0.999],
    eps: 1e-8,
    decoupledWeightDecay: false,
    weightDecay: 0,
  },
  create: (parameters, options) => new optim.RAdam(parameters, options),
});
