import type { Optimizer } from '../../optimizer.ts';
import { LRScheduler } from '../scheduler.ts';

/** Multiplies the rate by `gamma` at each milestone; one that is listed twice counts twice. */
export class MultiStepLR extends LRScheduler {
  static readonly defaults = Object.freeze({ gamma: 0.1 });
  static readonly required: readonly string[] = ['milestones'];

  readonly milestones: readonly number[];
  readonly gamma: number;

  constructor(optimizer: Optimizer, options: { milestones: readonly number[]; gamma?: number }) {
    super(optimizer, options);
    this.milestones = [...options.milestones];
    this.gamma = options.gamma ?? 0.1;
    this.start();
  }

  protected next(): number[] {
    const count = this.milestones.filter((milestone) => milestone === this.lastEpoch).length;
    return count === 0 ? this.lrs : this.scaled(this.gamma ** count);
  }

  protected override closedForm(): number[] {
    const count = this.milestones.filter((milestone) => milestone <= this.lastEpoch).length;
    return this.baseLrs.map((lr) => lr * this.gamma ** count);
  }
}
