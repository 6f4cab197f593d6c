import { invalidArgument } from '../../../nn/errors.ts';
import type { Optimizer } from '../../optimizer.ts';
import { LRScheduler, type SchedulerState } from '../scheduler.ts';

/** Cosine annealing that starts again after `t0` steps, each cycle `tMult` times as long as the one before. */
export class CosineAnnealingWarmRestarts extends LRScheduler {
  static readonly defaults = Object.freeze({ tMult: 1, etaMin: 0 });
  static readonly required: readonly string[] = ['t0'];

  readonly t0: number;
  readonly tMult: number;
  readonly etaMin: number;
  /** Steps since the last restart, and this cycle's length. */
  private current = -1;
  private length: number;

  constructor(optimizer: Optimizer, options: { t0: number; tMult?: number; etaMin?: number }) {
    super(optimizer, options);
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
