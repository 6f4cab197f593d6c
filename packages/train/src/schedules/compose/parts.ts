import { optim } from '@capstan/torch';
import { TrainError } from '../../errors.ts';
import type { OptionKind } from '../../values/option-kind.ts';
import type { AnySchedule, EngineSchedule } from '../contract.ts';

/** The schedules that a combination is made of. */
export const parts: OptionKind<readonly AnySchedule[]> = {
  expects: 'a list of schedules, such as [linearLR(), cosine()]',
  accepts: (value): value is readonly AnySchedule[] =>
    Array.isArray(value) &&
    value.every((each) => typeof each === 'object' && each !== null && 'kind' in each && typeof each.kind === 'string'),
  schema: { type: 'array', items: { type: 'object' } },
};

/**
 * A schedule that needs no figure at its turns: only such can be combined.
 *
 * @throws {TrainError} wrong-option — where an option is of another kind
 */
export function steady(schedule: EngineSchedule): optim.lrScheduler.LRScheduler {
  if (schedule instanceof optim.lrScheduler.LRScheduler) return schedule;
  throw new TrainError(
    'wrong-option',
    'schedules: reduceLROnPlateau() follows the validation loss and can not be part of another schedule.',
    { hint: 'Use it alone, or combine schedules of the number of steps or epochs.' },
  );
}
