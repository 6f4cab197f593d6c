import { optim } from '@capstan/torch';
import { belowOne, boolean, nonNegative, pairOf, positive } from '../../values/option-kind.ts';
import { optimizer } from '../contract.ts';

/**
 * Adam with Nesterov's momentum (Dozat 2016).
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example nadam({ lr: 1e-3 })
 */
export const nadam = optimizer({
  kind: 'nadam',
  about: "Adam with Nesterov's momentum (Dozat 2016).",
  options: {
    lr: positive,
    betas: pairOf(belowOne),
    eps: positive,
    momentumDecay: nonNegative,
    decoupledWeightDecay: boolean,
    weightDecay: nonNegative,
  },
  defaults: {
    lr: 0.002,
    betas: [0.9, 0.999],
    eps: 1e-8,
    momentumDecay: 0.004,
    decoupledWeightDecay: false,
    weightDecay: 0,
  },
  create: (parameters, options) => new optim.NAdam(parameters, options),
});
