import type { Optimizer } from '../../optimizer.ts';
import { LRScheduler } from '../scheduler.ts';

/** Multiplies the rate by `gamma` every step. */
export class ExponentialLR extends LRScheduler {
  static readonly defaults = Object.freeze({});
  static readonly required: readonly string[] = ['gamma'];

  readonly gamma: number;

  constructor(optimizer: Optimizer, options: { gamma: number }) {
    super(optimizer, options);
    this.gamma = options.gamma;
    this.start();
  }

  protected next(): number[] {
    return this.initial ? this.lrs : this.scaled(this.gamma);
  }

  protected override closedForm(): number[] {
    return this.baseLrs.map((lr) => lr * this.gamma ** this.lastEpoch);
  }
}
