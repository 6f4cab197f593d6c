import { optim } from '@capstan/torch';
import { belowOne, boolean, nonNegative, oneOf, positive, triple, whole } from '../values/option-kind.ts';
import { optimizer } from './contract.ts';

/**
 * Momentum whose update is made nearly orthogonal, for networks whose weights are all matrices (Jordan 2024).
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example muon({ lr: 0.02 })
 */
export const muon = optimizer({
  kind: 'muon',
  about: 'Momentum whose update is made nearly orthogonal, for networks whose weights are all matrices (Jordan 2024).',
  options: {
    lr: positive,
    momentum: belowOne,
    nesterov: boolean,
    nsCoefficients: triple,
    eps: positive,
    nsSteps: whole(1),
    adjustLrFn: oneOf('original', 'match_rms_adamw'),
    weightDecay: nonNegative,
  },
  defaults: {
    lr: 0.001,
    momentum: 0.95,
    nesterov: true,
    nsCoefficients: [3.4445, -4.775, 2.0315],
    eps: 1e-7,
    nsSteps: 5,
    adjustLrFn: 'original',
    weightDecay: 0.1,
  },
  create: (parameters, options) => new optim.Muon(parameters, options),
});
