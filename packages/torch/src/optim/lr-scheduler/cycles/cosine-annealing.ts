import { invalidArgument } from '../../../nn/errors.ts';
import type { Optimizer } from '../../optimizer.ts';
import { LRScheduler } from '../scheduler.ts';

/**
 * Half a cosine from the rate down to `etaMin` over `tMax` steps (Loshchilov & Hutter 2016).
 *
 * @example
 * const scheduler = new optim.lrScheduler.CosineAnnealingLR(optimizer, { tMax: epochs });
 */
export class CosineAnnealingLR extends LRScheduler {
  static readonly defaults = Object.freeze({ etaMin: 0 });
  static readonly required: readonly string[] = ['tMax'];

  readonly tMax: number;
  readonly etaMin: number;

  constructor(optimizer: Optimizer, options: { tMax: number; etaMin?: number }) {
    super(optimizer, options);
    this.tMax = options.tMax;
    this.etaMin = options.etaMin ?? 0;
    if (!(this.tMax >= 1)) throw invalidArgument('CosineAnnealingLR', 'tMax of 1 or more', String(options.tMax));
    this.start();
  }

  // Step by step from the rate before, as PyTorch does it, so that schedules can be chained.
  protected next(): number[] {
    const { tMax, etaMin, lastEpoch } = this;
    if (this.initial) return this.lrs;
    if (this.stepCount === 1 && lastEpoch > 0) return this.closedForm();
    if ((lastEpoch - 1 - tMax) % (2 * tMax) === 0) {
      return this.lrs.map((lr, i) => lr + ((this.baseLrs[i]! - etaMin) * (1 - Math.cos(Math.PI / tMax))) / 2); // one for each group
    }
    const ratio = (1 + Math.cos((Math.PI * lastEpoch) / tMax)) / (1 + Math.cos((Math.PI * (lastEpoch - 1)) / tMax));
    return this.lrs.map((lr) => ratio * (lr - etaMin) + etaMin);
  }

  protected override closedForm(): number[] {
    return this.baseLrs.map(
      (lr) => this.etaMin + ((lr - this.etaMin) * (1 + Math.cos((Math.PI * this.lastEpoch) / this.tMax))) / 2,
    );
  }
}
