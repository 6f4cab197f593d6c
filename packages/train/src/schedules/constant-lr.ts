import { optim } from '@capstan/torch';
import { share, whole } from '../values/option-kind.ts';
import { per, schedule } from './contract.ts';

/**
 * The learning rate times factor for the first totalIters epochs, then the whole.
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example constantLR({ factor: 0.1, totalIters: 3 })
 */
export const constantLR = schedule({
  kind: 'constantLR',
  about: 'The learning rate times factor for the first totalIters epochs, then the whole.',
  natural: 'epoch',
  options: { factor: share, totalIters: whole(1), per },
  defaults: { factor: 1 / 3, totalIters: 5, per: 'auto' },
  spansRun: () => false,
  create: (optimizer, { factor, totalIters }) => new optim.lrScheduler.ConstantLR(optimizer, { factor, totalIters }),
});
