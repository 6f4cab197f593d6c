import { optim } from '@capstan/torch';
import { positive } from '../values/option-kind.ts';
import { per, schedule } from './contract.ts';

/**
 * The learning rate is multiplied by gamma every epoch.
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example exponentialLR({ gamma: 0.95 })
 */
export const exponentialLR = schedule({
  kind: 'exponentialLR',
  about: 'The learning rate is multiplied by gamma every epoch.',
  natural: 'epoch',
  options: { gamma: positive, per },
  defaults: { gamma: 0.95, per: 'auto' },
  spansRun: () => false,
  create: (optimizer, { gamma }) => new optim.lrScheduler.ExponentialLR(optimizer, { gamma }),
});
