import { optim } from '@capstan/torch';
import { belowOne, boolean, nonNegative, pairOf, positive } from '../../values/option-kind.ts';
import { optimizer } from '../contract.ts';

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2017).
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example adamw({ lr: 3e-4 })
 */
export const adamw = optimizer({
  kind: 'adamw',
  about: 'Adam with decoupled weight decay (Loshchilov and Hutter 2017).',
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
    weightDecay: 0.01,
  },
  create: (parameters, options) => new optim.AdamW(parameters, options),
});
