import { optim } from '@capstan/torch';
import { pairOf, positive } from '../values/option-kind.ts';
import { optimizer } from './contract.ts';

/**
 * Steps by the gradients' signs alone, for full batches (Riedmiller and Braun 1993).
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example rprop()
 */
export const rprop = optimizer({
  kind: 'rprop',
  about: "Steps by the gradients' signs alone, for full batches (Riedmiller and Braun 1993).",
  options: {
    lr: positive,
    etas: pairOf(positive),
    stepSizes: pairOf(positive),
  },
  defaults: {
    lr: 0.01,
    etas: [0.5, 1.2],
    stepSizes: [1e-6, 50],
  },
  create: (parameters, options) => new optim.Rprop(parameters, options),
});
