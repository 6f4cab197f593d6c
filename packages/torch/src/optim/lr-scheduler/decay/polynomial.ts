import { type Options, withDefaults } from '../../../nn/options.ts';
import type { Optimizer } from '../../optimizer.ts';
import { LRScheduler } from '../scheduler.ts';

const POLYNOMIAL = { totalIters: 5, power: 1 };

/** The rate times (1 − step / totalIters)^power. */
export class PolynomialLR extends LRScheduler {
  static readonly defaults = Object.freeze({ ...POLYNOMIAL });
  static readonly required: readonly string[] = [];

  readonly totalIters: number;
  readonly power: number;

  constructor(optimizer: Optimizer, options?: Options<typeof POLYNOMIAL>) {
    super(optimizer, options);
    const { totalIters, power } = withDefaults('PolynomialLR', POLYNOMIAL, options);
    this.totalIters = totalIters;
    this.power = power;
    this.start();
  }

  protected next(): number[] {
    const { lastEpoch, totalIters, power } = this;
    if (this.initial || lastEpoch > totalIters) return this.lrs;
    return this.scaled(((1 - lastEpoch / totalIters) / (1 - (lastEpoch - 1) / totalIters)) ** power);
  }

  protected override closedForm(): number[] {
    const left = 1 - Math.min(this.totalIters, this.lastEpoch) / this.totalIters;
    return this.baseLrs.map((lr) => lr * left ** this.power);
  }
}
