import { TorchError } from '../../../errors.ts';
import type { Optimizer } from '../../optimizer.ts';
import { LRScheduler, type SchedulerState } from '../scheduler.ts';

/** Schedules of one optimizer, by whatever rule they take turns. */
export abstract class Combined extends LRScheduler {
  readonly schedulers: readonly LRScheduler[];

  constructor(optimizer: Optimizer, schedulers: readonly LRScheduler[], options: object) {
    super(optimizer, options);
    const stranger = schedulers.findIndex((scheduler) => scheduler.optimizer !== optimizer);
    if (stranger >= 0 || schedulers.length === 0) {
      throw new TorchError(
        'value',
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
        'state-dict',
        `${this.constructor.name}: expected the state of ${this.schedulers.length} schedules`,
      );
    }
    super.loadStateDict(state);
    this.schedulers.forEach((scheduler, i) => {
      scheduler.loadStateDict(states[i]!); // as many states
    });
  }
}
