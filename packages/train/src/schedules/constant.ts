import { optim } from '@capstan/torch';
import { schedule } from './contract.ts';

/**
 * The learning rate stays as it is.
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example constant()
 */
export const constant = schedule({
  kind: 'constant',
  about: 'The learning rate stays as it is.',
  natural: 'epoch',
  options: {},
  defaults: {},
  spansRun: () => false,
  create: (optimizer) => new optim.lrScheduler.ConstantLR(optimizer, { factor: 1, totalIters: 0 }),
});
