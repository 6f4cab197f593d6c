import { TorchError } from '../../errors.ts';
import { unknownOption } from '../../nn/errors.ts';
import type { CommonOptions, Optimizer, ParamGroup } from '../optimizer.ts';

/** A schedule's state: plain JSON. */
export type SchedulerState = Record<string, unknown>;

/** A schedule's class, as the list `optim.lrScheduler.schedules` holds them by name. */
export interface ScheduleClass {
  /** What each option is when it is left out. */
  readonly defaults: object;
  /** The options that cannot be left out. */
  readonly required: readonly string[];
}

/** Sets the learning rates of an optimizer's groups step by step: call `step()` after each `optimizer.step()`, or each epoch. */
export abstract class LRScheduler {
  readonly optimizer: Optimizer;
  /** Each group's rate before the schedule. */
  baseLrs: number[];
  /** Steps made; 0 after construction. */
  lastEpoch = -1;
  protected lastLr: number[] = [];
  /** True while the constructor makes the first step, which leaves most rates as they are. */
  protected initial = false;
  /** 1 from a (re)start to the step after. */
  protected stepCount = 0;

  constructor(optimizer: Optimizer, options?: object) {
    checkNames(new.target as unknown as ScheduleClass & { name: string }, options); // as: the class that is made
    this.optimizer = optimizer;
    for (const group of optimizer.paramGroups) group.initialLr ??= group.lr;
    this.baseLrs = optimizer.paramGroups.map((group) => group.initialLr ?? group.lr);
  }

  /** The next rates, one for each group, where `lastEpoch` is the step to come to. */
  protected abstract next(): number[];

  /** The rates as a function of the step alone, where there is one. */
  protected closedForm(): number[] | undefined {
    return undefined;
  }

  /** @internal The first step; a subclass's constructor ends with it, once its fields are set. */
  start(): void {
    this.stepCount = 0;
    this.initial = true;
    this.step();
    this.initial = false;
  }

  step(): void {
    this.stepCount++;
    this.lastEpoch++;
    this.put(this.next());
  }

  /** @internal Begins at step 0, whatever was before: for SequentialLR. */
  restart(): void {
    this.lastEpoch = 0;
    this.put(this.closedForm() ?? this.next());
  }

  /** @internal Takes back the constructor's step: for SequentialLR. */
  undo(): void {
    this.lastEpoch--;
  }

  protected put(lrs: readonly number[]): void {
    this.optimizer.paramGroups.forEach((group, i) => {
      group.lr = lrs[i]!; // one for each group
    });
    this.lastLr = [...lrs];
  }

  protected get lrs(): number[] {
    return this.optimizer.paramGroups.map((group) => group.lr);
  }

  /** Every group's rate times a factor. */
  protected scaled(factor: number): number[] {
    return this.optimizer.paramGroups.map((group) => group.lr * factor);
  }

  /** The rates that the last step set. */
  getLastLr(): number[] {
    return [...this.lastLr];
  }

  /** What is needed to go on after a restart; together with the optimizer's, as that holds the rates. */
  stateDict(): SchedulerState {
    return {
      lastEpoch: this.lastEpoch,
      baseLrs: [...this.baseLrs],
      lastLr: this.getLastLr(),
      stepCount: this.stepCount,
    };
  }

  loadStateDict(state: SchedulerState): void {
    // as: checked below
    const { lastEpoch, baseLrs, lastLr, stepCount } = state as {
      lastEpoch: number;
      baseLrs: number[];
      lastLr: number[];
      stepCount: number;
    };
    if (typeof lastEpoch !== 'number' || baseLrs?.length !== this.baseLrs.length || !Array.isArray(lastLr)) {
      throw new TorchError(
        'state-dict',
        `${this.constructor.name}: expected the state of a schedule of ${this.baseLrs.length} groups, received ${JSON.stringify(state)}`,
      );
    }
    this.lastEpoch = lastEpoch;
    this.baseLrs = [...baseLrs];
    this.lastLr = [...lastLr];
    this.stepCount = stepCount ?? lastEpoch + 1;
  }
}

// The options that are there, and none beside.
function checkNames({ name, required, defaults }: ScheduleClass & { name: string }, options: object = {}): void {
  if (required === undefined) return; // a schedule of the user's own
  const known = [...required, ...Object.keys(defaults)];
  for (const each of Object.keys(options)) if (!known.includes(each)) throw unknownOption(name, each, known);
  const given = options as Record<string, unknown>; // as: read by name
  const missing = required.filter((each) => given[each] === undefined);
  if (missing.length > 0)
    throw new TorchError('value', `${name}: expected the options ${required.join(', ')}, received no ${missing[0]}`);
}

/** One value for every group, or one each. */
export function perGroup<T>(optimizer: Optimizer, value: T | readonly T[], what: string): T[] {
  if (!Array.isArray(value)) return optimizer.paramGroups.map(() => value as T); // not an array
  if (value.length !== optimizer.paramGroups.length) {
    throw new TorchError(
      'value',
      `expected ${optimizer.paramGroups.length} values of ${what}, one for each group, received ${value.length}`,
    );
  }
  return [...value];
}

type Cycled = ParamGroup<CommonOptions> & { momentum?: number; betas?: readonly [number, number] };

/** Sets a group's momentum, or its first beta. */
export function setMomentum(group: ParamGroup<CommonOptions>, momentum: number): void {
  const cycled: Cycled = group;
  if (cycled.betas) cycled.betas = [momentum, cycled.betas[1]];
  else cycled.momentum = momentum;
}

/** @throws {TorchError} value — for an optimizer that has neither momentum nor betas */
export function requireMomentum(where: string, optimizer: Optimizer): void {
  if ('momentum' in optimizer.defaults || 'betas' in optimizer.defaults) return;
  throw new TorchError(
    'value',
    `${where}: expected an optimizer with momentum or betas, received ${optimizer.constructor.name}`,
    {
      hint: 'pass { cycleMomentum: false }',
    },
  );
}
