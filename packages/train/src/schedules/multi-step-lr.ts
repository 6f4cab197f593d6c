import { optim } from '@capstan/torch';
import { listOf, positive, whole } from '../values/option-kind.ts';
import { per, schedule } from './contract.ts';

/**
 * The learning rate is multiplied by gamma at each milestone.
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example multiStepLR({ milestones: [30, 60, 90] })
 */
export const multiStepLR = schedule({
  kind: 'multiStepLR',
  about: 'The learning rate is multiplied by gamma at each milestone.',
  natural: 'epoch',
  options: { milestones: listOf(whole(1)), gamma: positive, per },
  defaults: { milestones: [30, 60, 90], gamma: 0.1, per: 'auto' },
  spansRun: () => false,
  create: (optimizer, { milestones, gamma }) => new optim.lrScheduler.MultiStepLR(optimizer, { milestones, gamma }),
});
