import { optim } from '@capstan/torch';
import { positive, whole } from '../values/option-kind.ts';
import { per, schedule } from './contract.ts';

/**
 * The learning rate is multiplied by gamma every stepSize epochs; the default, with 30 and 0.1.
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example stepLR({ stepSize: 30, gamma: 0.1 })
 */
export const stepLR = schedule({
  kind: 'stepLR',
  about: 'The learning rate is multiplied by gamma every stepSize epochs; the default, with 30 and 0.1.',
  natural: 'epoch',
  options: { stepSize: whole(1), gamma: positive, per },
  defaults: { stepSize: 30, gamma: 0.1, per: 'auto' },
  spansRun: () => false,
  create: (optimizer, { stepSize, gamma }) => new optim.lrScheduler.StepLR(optimizer, { stepSize, gamma }),
});
