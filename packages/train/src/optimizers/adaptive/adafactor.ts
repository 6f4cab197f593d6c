import { optim } from '@capstan/torch';
import { nonNegative, positive, real } from '../../values/option-kind.ts';
import { optimizer } from '../contract.ts';

/**
 * Adaptive rates from row and column averages of the squares, which take little memory (Shazeer and Stern 2018).
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example adafactor({ lr: 0.01 })
 */
export const adafactor = optimizer({
  kind: 'adafactor',
  about:
    'Adaptive rates from row and column averages of the squares, which take little memory (Shazeer and Stern 2018).',
  options: {
    lr: positive,
    beta2Decay: real,
    d: positive,
    weightDecay: nonNegative,
  },
  defaults: {
    lr: 0.01,
    beta2Decay: -0.8,
    d: 1,
    weightDecay: 0,
  },
  create: (parameters, options) => new optim.Adafactor(parameters, options),
});
