import { TorchError } from '../../../errors.ts';
import type { Optimizer } from '../../optimizer.ts';
import type { LRScheduler } from '../scheduler.ts';
import { Combined } from './combined.ts';

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
  static readonly defaults = Object.freeze({});
  static readonly required: readonly string[] = ['schedulers', 'milestones'];

  readonly milestones: readonly number[];

  constructor(optimizer: Optimizer, options: { schedulers: readonly LRScheduler[]; milestones: readonly number[] }) {
    super(optimizer, options.schedulers, options);
    this.milestones = [...options.milestones];
    if (this.milestones.length !== this.schedulers.length - 1) {
      throw new TorchError(
        'value',
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
