import { invalidArgument } from '../../../nn/errors.ts';
import type { Optimizer } from '../../optimizer.ts';
import { LRScheduler } from '../scheduler.ts';

/**
 * Multiplies the rate by `gamma` every `stepSize` steps.
 *
 * @example
 * const scheduler = new optim.lrScheduler.StepLR(optimizer, { stepSize: 30, gamma: 0.1 });
 */
export class StepLR extends LRScheduler {
  static readonly defaults = Object.freeze({ gamma: 0.1 });
  static readonly required: readonly string[] = ['stepSize'];

  readonly stepSize: number;
  readonly gamma: number;

  constructor(optimizer: Optimizer, options: { stepSize: number; gamma?: number }) {
    super(optimizer, options);
    this.stepSize = options.stepSize;
    this.gamma = options.gamma ?? 0.1;
    if (!(this.stepSize >= 1)) throw invalidArgument('StepLR', 'stepSize of 1 or more', String(options.stepSize));
    this.start();
  }

  protected next(): number[] {
    return this.lastEpoch === 0 || this.lastEpoch % this.stepSize !== 0 ? this.lrs : this.scaled(this.gamma);
  }

  protected override closedForm(): number[] {
    return this.baseLrs.map((lr) => lr * this.gamma ** Math.floor(this.lastEpoch / this.stepSize));
  }
}
