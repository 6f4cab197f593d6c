import { TorchError } from '../../../errors.ts';
import type { LRScheduler } from '../scheduler.ts';
import { Combined } from './combined.ts';

/** Several schedules at once, each going on from the rates that the one before it set. */
export class ChainedScheduler extends Combined {
  static readonly defaults = Object.freeze({});
  static readonly required: readonly string[] = ['schedulers'];

  constructor(schedulers: readonly [LRScheduler, ...LRScheduler[]] | readonly LRScheduler[]) {
    if (schedulers[0] === undefined)
      throw new TorchError('value', 'ChainedScheduler: expected schedules, received none');
    super(schedulers[0].optimizer, schedulers, { schedulers });
    this.lastEpoch = 0;
    this.lastLr = this.lrs;
  }

  override step(): void {
    this.lastEpoch++;
    for (const scheduler of this.schedulers) scheduler.step();
    this.lastLr = this.lrs;
  }
}
