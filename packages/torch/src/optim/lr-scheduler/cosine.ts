import { invalidArgument } from '../../nn/errors.ts';
import type { Optimizer } from '../optimizer.ts';
import { LRScheduler, type SchedulerState } from './scheduler.ts';

/**
 * Half a cosine from the rate down to `etaMin` over `tMax` steps (Loshchilov & Hutter 2016).
 *
 * @example
 * const scheduler = new optim.lrScheduler.CosineAnnealingLR(optimizer, { tMax: epochs });
 */
export class CosineAnnealingLR extends LRScheduler {
  readonly tMax: number;
  readonly etaMin: number;

  constructor(optimizer: Optimizer, options: { tMax: number; etaMin?: number }) {
    super(optimizer);
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

/** Cosine annealing that starts again after `t0` steps, each cycle `tMult` times as long as the one before. */
export class CosineAnnealingWarmRestarts extends LRScheduler {
  readonly t0: number;
  readonly tMult: number;
  readonly etaMin: number;
  /** Steps since the last restart, and this cycle's length. */
  private current = -1;
  private length: number;

  constructor(optimizer: Optimizer, options: { t0: number; tMult?: number; etaMin?: number }) {
    super(optimizer);
    const { t0, tMult = 1, etaMin = 0 } = options;
    if (!Number.isInteger(t0) || t0 < 1 || !Number.isInteger(tMult) || tMult < 1) {
      throw invalidArgument('CosineAnnealingWarmRestarts', 'whole t0 and tMult of 1 or more', `${t0} and ${tMult}`);
    }
    this.t0 = t0;
    this.tMult = tMult;
    this.etaMin = etaMin;
    this.length = t0;
    this.start();
  }

  protected next(): number[] {
    this.current++;
    if (this.current >= this.length) {
      this.current -= this.length;
      this.length *= this.tMult;
    }
    return this.baseLrs.map(
      (lr) => this.etaMin + ((lr - this.etaMin) * (1 + Math.cos((Math.PI * this.current) / this.length))) / 2,
    );
  }

  override restart(): void {
    this.current = -1;
    this.length = this.t0;
    super.restart();
  }

  override undo(): void {
    super.undo();
    this.current--;
  }

  override stateDict(): SchedulerState {
    return { ...super.stateDict(), current: this.current, length: this.length };
  }

  override loadStateDict(state: SchedulerState): void {
    super.loadStateDict(state);
    this.current = Number(state.current);
    this.length = Number(state.length);
  }
}
