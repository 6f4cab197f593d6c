import { TorchError } from '../../errors.ts';
import type { Optimizer } from '../optimizer.ts';
import { LRScheduler, type SchedulerState } from './scheduler.ts';

/** Schedules of one optimizer, by whatever rule they take turns. */
abstract class Combined extends LRScheduler {
  readonly schedulers: readonly LRScheduler[];

  constructor(optimizer: Optimizer, schedulers: readonly LRScheduler[]) {
    super(optimizer);
    const stranger = schedulers.findIndex((scheduler) => scheduler.optimizer !== optimizer);
    if (stranger >= 0 || schedulers.length === 0) {
      throw new TorchError(
        'VALUE',
        `${new.target.name}: expected schedules of one optimizer, received ${schedulers.length === 0 ? 'none' : `one of another at ${stranger}`}`,
      );
    }
    this.schedulers = [...schedulers];
  }

  protected next(): number[] {
    return this.lrs;
  }

  override undo(): void {
    for (const scheduler of this.schedulers) scheduler.undo();
  }

  override stateDict(): SchedulerState {
    return { ...super.stateDict(), schedulers: this.schedulers.map((scheduler) => scheduler.stateDict()) };
  }

  override loadStateDict(state: SchedulerState): void {
    const states = state.schedulers as SchedulerState[]; // checked next
    if (!Array.isArray(states) || states.length !== this.schedulers.length) {
      throw new TorchError(
        'STATE_DICT',
        `${this.constructor.name}: expected the state of ${this.schedulers.length} schedules`,
      );
    }
    super.loadStateDict(state);
    this.schedulers.forEach((scheduler, i) => {
      scheduler.loadStateDict(states[i]!); // as many states
    });
  }
}

/**
 * One schedule after another, changing at the milestones.
 *
 * @example
 * const scheduler = new optim.lrScheduler.SequentialLR(optimizer, {
 *   schedulers: [
 *     new optim.lrScheduler.LinearLR(optimizer, { startFactor: 0.01, totalIters: 500 }),
 *     new optim.lrScheduler.CosineAnnealingLR(optimizer, { tMax: steps - 500 }),
 *   ],
 *   milestones: [500],
 * });
 */
export class SequentialLR extends Combined {
  readonly milestones: readonly number[];

  constructor(optimizer: Optimizer, options: { schedulers: readonly LRScheduler[]; milestones: readonly number[] }) {
    super(optimizer, options.schedulers);
    this.milestones = [...options.milestones];
    if (this.milestones.length !== this.schedulers.length - 1) {
      throw new TorchError(
        'VALUE',
        `SequentialLR: expected ${this.schedulers.length - 1} milestones for ${this.schedulers.length} schedules, received ${this.milestones.length}`,
      );
    }
    this.lastEpoch = 0;
    for (const group of optimizer.paramGroups) group.lr = group.initialLr ?? group.lr;
    this.undo(); // each constructor has made a step
    this.schedulers[0]!.start(); // there is one at least
    this.lastLr = this.schedulers[0]!.getLastLr();
  }

  override step(): void {
    this.lastEpoch++;
    const index = this.milestones.filter((milestone) => milestone <= this.lastEpoch).length;
    const scheduler = this.schedulers[index]!; // one more than milestones
    if (index > 0 && this.milestones[index - 1] === this.lastEpoch) scheduler.restart();
    else scheduler.step();
    this.lastLr = scheduler.getLastLr();
  }
}

/** Several schedules at once, each going on from the rates that the one before it set. */
export class ChainedScheduler extends Combined {
  constructor(schedulers: readonly [LRScheduler, ...LRScheduler[]] | readonly LRScheduler[]) {
    if (schedulers[0] === undefined)
      throw new TorchError('VALUE', 'ChainedScheduler: expected schedules, received none');
    super(schedulers[0].optimizer, schedulers);
    this.lastEpoch = 0;
    this.lastLr = this.lrs;
  }

  override step(): void {
    this.lastEpoch++;
    for (const scheduler of this.schedulers) scheduler.step();
    this.lastLr = this.lrs;
  }
}
