import { optim } from '@capstan/torch';
import { listOf, whole } from '../../values/option-kind.ts';
import { per, schedule } from '../contract.ts';
import { parts, steady } from './parts.ts';

/**
 * One schedule after another, changing at the milestones.
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example sequentialLR({ schedules: [linearLR({ startFactor: 0.01, totalIters: 500 }), cosine()], milestones: [500], per: 'step' })
 */
export const sequentialLR = schedule({
  kind: 'sequentialLR',
  about: 'One schedule after another, changing at the milestones.',
  natural: 'epoch',
  options: { schedules: parts, milestones: listOf(whole(1)), per },
  defaults: { schedules: [], milestones: [], per: 'auto' },
  spansRun: () => true,
  create: (optimizer, { schedules, milestones }, { turns, make }) => {
    const ends = [...milestones, turns];
    const schedulers = schedules.map((each, i) => make(each, Math.max(1, (ends[i] ?? turns) - (ends[i - 1] ?? 0))));
    return new optim.lrScheduler.SequentialLR(optimizer, { schedulers: schedulers.map(steady), milestones });
  },
});
