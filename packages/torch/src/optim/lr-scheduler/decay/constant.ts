import { invalidArgument } from '../../../nn/errors.ts';
import { type Options, withDefaults } from '../../../nn/options.ts';
import type { Optimizer } from '../../optimizer.ts';
import { LRScheduler } from '../scheduler.ts';

const CONSTANT = { factor: 1 / 3, totalIters: 5 };

/** The rate times `factor` for `totalIters` steps, then the rate. */
export class ConstantLR extends LRScheduler {
  static readonly defaults = Object.freeze({ ...CONSTANT });
  static readonly required: readonly string[] = [];

  readonly factor: number;
  readonly totalIters: number;

  constructor(optimizer: Optimizer, options?: Options<typeof CONSTANT>) {
    super(optimizer, options);
    const { factor, totalIters } = withDefaults('ConstantLR', CONSTANT, options);
    if (!(factor > 0 && factor <= 1)) throw invalidArgument('ConstantLR', 'factor above 0 and up to 1', String(factor));
    this.factor = factor;
    this.totalIters = totalIters;
    this.start();
  }

  protected next(): number[] {
    if (this.lastEpoch === 0) return this.scaled(this.factor);
    return this.lastEpoch === this.totalIters ? this.scaled(1 / this.factor) : this.lrs;
  }

  protected override closedForm(): number[] {
    return this.baseLrs.map((lr) => lr * (this.lastEpoch >= this.totalIters ? 1 : this.factor));
  }
}
