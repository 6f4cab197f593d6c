import { optim } from '@capstan/torch';
import { share, whole } from '../values/option-kind.ts';
import { per, schedule } from './contract.ts';

/**
 * The learning rate times a factor that goes in a straight line from startFactor to endFactor: a warm-up.
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example linearLR({ startFactor: 0.01, totalIters: 500, per: 'step' })
 */
export const linearLR = schedule({
  kind: 'linearLR',
  about: 'The learning rate times a factor that goes in a straight line from startFactor to endFactor: a warm-up.',
  natural: 'epoch',
  options: { startFactor: share, endFactor: share, totalIters: whole(1), per },
  defaults: { startFactor: 1 / 3, endFactor: 1, totalIters: 5, per: 'auto' },
  spansRun: () => false,
  create: (optimizer, { startFactor, endFactor, totalIters }) =>
    new optim.lrScheduler.LinearLR(optimizer, { startFactor, endFactor, totalIters }),
});
