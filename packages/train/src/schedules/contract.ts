import type { optim } from '@capstan/torch';
import { type Maker, maker, type Recipe } from '../values/maker.ts';
import { type OptionKind, oneOf } from '../values/option-kind.ts';

/** The engine's schedule at work. */
export type EngineSchedule = optim.lrScheduler.LRScheduler | optim.lrScheduler.ReduceLROnPlateau;

/** A schedule as plain JSON, of whatever kind: what combinations are made of. */
export type AnySchedule = { readonly kind: string };

/** When a schedule takes a turn: 'auto' is what suits its kind, or the combination that it is in. */
export type Per = 'auto' | 'step' | 'epoch';

/** What a schedule does. */
export interface ScheduleWork<O extends object> {
  /** When it takes a turn unless told otherwise. */
  readonly natural: 'step' | 'epoch';
  /** Whether its course hangs on the length of the run. */
  spansRun(options: O): boolean;
  /**
   * @param about.turns how many turns it takes in the run
   * @param about.make makes the schedules that a combination is made of
   */
  create(
    optimizer: optim.Optimizer,
    options: O,
    about: { turns: number; make: (value: AnySchedule, turns: number) => EngineSchedule },
  ): EngineSchedule;
}

export const per: OptionKind<Per> = oneOf('auto', 'step', 'epoch');

/** One kind of schedule; adding one is a file that calls this, and a line in `index.ts`. */
export function schedule<const K extends string, O extends object>(
  recipe: Recipe<K, O> & ScheduleWork<O>,
): Maker<K, O, ScheduleWork<O>> {
  return maker<K, O, ScheduleWork<O>>(recipe);
}
