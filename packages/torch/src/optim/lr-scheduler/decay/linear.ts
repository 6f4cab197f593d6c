import { invalidArgument } from '../../../nn/errors.ts';
import { type Options, withDefaults } from '../../../nn/options.ts';
import type { Optimizer } from '../../optimizer.ts';
import { LRScheduler } from '../scheduler.ts';

const LINEAR = { startFactor: 1 / 3, endFactor: 1, totalIters: 5 };

/**
 * The rate times a factor that goes in a straight line from `startFactor` to `endFactor`: a warm-up.
 *
 * @example
 * const warmUp = new optim.lrScheduler.LinearLR(optimizer, { startFactor: 0.01, totalIters: 500 });
 */
export class LinearLR extends LRScheduler {
  static readonly defaults = Object.freeze({ ...LINEAR });
  static readonly required: readonly string[] = [];

  readonly startFactor: number;
  readonly endFactor: number;
  readonly totalIters: number;

  constructor(optimizer: Optimizer, options?: Options<typeof LINEAR>) {
    super(optimizer, options);
    const { startFactor, endFactor, totalIters } = withDefaults('LinearLR', LINEAR, options);
    if (!(startFactor > 0 && startFactor <= 1))
      throw invalidArgument('LinearLR', 'startFactor above 0 and up to 1', String(startFactor));
    if (!(endFactor >= 0 && endFactor <= 1))
      throw invalidArgument('LinearLR', 'endFactor from 0 to 1', String(endFactor));
    this.startFactor = startFactor;
    this.endFactor = endFactor;
    this.totalIters = totalIters;
    this.start();
  }

  protected next(): number[] {
    const { startFactor, endFactor, totalIters, lastEpoch } = this;
    if (lastEpoch === 0) return this.scaled(startFactor);
    if (this.initial || lastEpoch > totalIters) return this.lrs;
    const slope = endFactor - startFactor;
    return this.scaled(1 + slope / (totalIters * startFactor + (lastEpoch - 1) * slope));
  }

  protected override closedForm(): number[] {
    const { startFactor, endFactor, totalIters, lastEpoch } = this;
    return this.baseLrs.map(
      (lr) => lr * (startFactor + ((endFactor - startFactor) * Math.min(totalIters, lastEpoch)) / totalIters),
    );
  }
}
