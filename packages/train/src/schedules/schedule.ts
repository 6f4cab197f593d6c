import { optim } from '@capstan/torch';
import { TrainError } from '../errors.ts';
import { isOwn, makersOf, readValue, type ValueOf } from '../values/list.ts';
import type { AnySchedule, EngineSchedule, Per, ScheduleWork } from './contract.ts';
import * as schedules from './index.ts';

export { schedules };

/** A learning-rate schedule as plain JSON: it is kept with the run as it is. */
export type Schedule = ValueOf<typeof schedules>;

/** A schedule of your own: the factor of the learning rate at every optimizer step, from 0 on, of a run of so many. */
export type OwnSchedule = (step: number, steps: number) => number;

/**
 * A schedule with every option filled in, those that it is made of too.
 *
 * @throws {TrainError} unknown-kind, unknown-option, wrong-option — where there is none of that name, there is no such option, or an option is of another kind
 */
export function readSchedule(value: unknown): Schedule;
export function readSchedule(value: unknown, own: true): Schedule | OwnSchedule;
export function readSchedule(value: unknown, own = false): Schedule | OwnSchedule {
  if (own && isOwn<OwnSchedule>(value)) return value;
  const read = readValue('schedule', schedules, value);
  if (!('schedules' in read)) return read;
  if (read.schedules.length === 0) {
    throw new TrainError('wrong-option', `${read.kind}(): schedules: expected one at least, received none.`);
  }
  if ('milestones' in read && read.milestones.length !== read.schedules.length - 1) {
    throw new TrainError(
      'wrong-option',
      `${read.kind}(): milestones: expected ${read.schedules.length - 1} for ${read.schedules.length} schedules, received ${read.milestones.length}.`,
    );
  }
  return { ...read, schedules: read.schedules.map((each) => readSchedule(each)) };
}

/** Whether a schedule's course hangs on the length of the run. */
export function spansRun(value: AnySchedule | OwnSchedule): boolean {
  if (isOwn<OwnSchedule>(value)) return true;
  const { kind: _, ...options } = value;
  if ('schedules' in value) return (value.schedules as AnySchedule[]).some(spansRun); // as parts checks
  return workOf(value).spansRun(options);
}

/** A running schedule: told after every optimizer step and after every epoch. */
export interface RunningSchedule {
  afterStep(): void;
  afterEpoch(validationLoss: number): void;
  stateDict(): Record<string, unknown>;
  loadStateDict(state: Record<string, unknown>): void;
}

/** The engine's schedule over `optimizer`, for a run of so many optimizer steps and epochs. */
export function createSchedule(
  value: Schedule | OwnSchedule,
  optimizer: optim.Optimizer,
  run: { steps: number; epochs: number },
): RunningSchedule {
  if (isOwn<OwnSchedule>(value)) return runOwn(value, optimizer, run.steps);
  const per = perOf(value);
  const engine = make(value, optimizer, per === 'step' ? run.steps : run.epochs, per);
  const nothing = () => {};
  // One follows the validation loss; the others follow their count of turns.
  const turn = 'best' in engine ? (loss: number) => engine.step(loss) : () => engine.step();
  return {
    afterStep: per === 'step' ? () => turn(Number.NaN) : nothing,
    afterEpoch: per === 'epoch' ? turn : nothing,
    stateDict: () => engine.stateDict(),
    loadStateDict: (state) => engine.loadStateDict(state),
  };
}

function runOwn(own: OwnSchedule, optimizer: optim.Optimizer, steps: number): RunningSchedule {
  const engine = new optim.lrScheduler.LambdaLR(optimizer, { lrLambda: (step) => own(step, steps) });
  return {
    afterStep: () => engine.step(),
    afterEpoch: () => {},
    stateDict: () => engine.stateDict(),
    loadStateDict: (state) => engine.loadStateDict(state),
  };
}

function make(value: AnySchedule, optimizer: optim.Optimizer, turns: number, per: 'step' | 'epoch'): EngineSchedule {
  const { kind: _, ...options } = value;
  const own = (options as { per?: Per }).per ?? 'auto'; // as: those that can turn both ways have it
  if (own !== 'auto' && own !== per) {
    throw new TrainError(
      'wrong-option',
      `${value.kind}(): per: expected '${per}' as in the schedule that it is part of, received '${own}'.`,
    );
  }
  return workOf(value).create(optimizer, options, {
    turns,
    make: (part, length) => make(part, optimizer, length, per),
  });
}

function perOf(value: Schedule): 'step' | 'epoch' {
  return 'per' in value && value.per !== 'auto' ? value.per : workOf(value).natural;
}

function workOf({ kind }: AnySchedule): ScheduleWork<object> {
  return makersOf(schedules).get(kind) as unknown as ScheduleWork<object>; // every value is of a kind in the list
}
