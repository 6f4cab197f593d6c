import { optim } from '@capstan/torch';
import { per, schedule } from '../contract.ts';
import { parts, steady } from './parts.ts';

/**
 * Several schedules at once, each going on from the rates that the one before it set.
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example chainedScheduler({ schedules: [linearLR(), exponentialLR({ gamma: 0.9 })] })
 */
export const chainedScheduler = schedule({
  kind: 'chainedScheduler',
  about: 'Several schedules at once, each going on from the rates that the one before it set.',
  natural: 'epoch',
  options: { schedules: parts, per },
  defaults: { schedules: [], per: 'auto' },
  spansRun: () => true,
  create: (_, { schedules }, { turns, make }) =>
    new optim.lrScheduler.ChainedScheduler(schedules.map((each) => steady(make(each, turns)))),
});
