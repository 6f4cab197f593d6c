import { invalidArgument } from '../../nn/errors.ts';
import { type Options, withDefaults } from '../../nn/options.ts';
import type { Optimizer } from '../optimizer.ts';
import { perGroup, type SchedulerState } from './scheduler.ts';

interface PlateauDefaults {
  mode: 'min' | 'max';
  factor: number;
  patience: number;
  threshold: number;
  thresholdMode: 'rel' | 'abs';
  cooldown: number;
  minLr: number | readonly number[];
  eps: number;
}
const PLATEAU: PlateauDefaults = {
  mode: 'min',
  factor: 0.1,
  patience: 10,
  threshold: 1e-4,
  thresholdMode: 'rel',
  cooldown: 0,
  minLr: 0,
  eps: 1e-8,
};

/**
 * Multiplies the rates by `factor` when a figure hasn't improved for `patience` steps.
 *
 * @example
 * const scheduler = new optim.lrScheduler.ReduceLROnPlateau(optimizer, { patience: 5 });
 * scheduler.step(validationLoss);
 */
export class ReduceLROnPlateau {
  static readonly defaults = Object.freeze({ ...PLATEAU });
  static readonly required: readonly string[] = [];

  readonly optimizer: Optimizer;
  readonly options: PlateauDefaults;
  lastEpoch = 0;
  /** The best figure so far; null before the first. */
  best: number | null = null;
  numBadEpochs = 0;
  cooldownCounter = 0;
  private readonly minLrs: number[];

  constructor(optimizer: Optimizer, options?: Options<PlateauDefaults>) {
    this.optimizer = optimizer;
    this.options = withDefaults('ReduceLROnPlateau', PLATEAU, options);
    if (!(this.options.factor < 1))
      throw invalidArgument('ReduceLROnPlateau', 'factor below 1', String(this.options.factor));
    this.minLrs = perGroup(optimizer, this.options.minLr, 'minLr');
  }

  step(metric: number): void {
    const { patience, cooldown, factor, eps } = this.options;
    this.lastEpoch++;
    if (this.improves(metric)) {
      this.best = metric;
      this.numBadEpochs = 0;
    } else this.numBadEpochs++;
    if (this.cooldownCounter > 0) {
      this.cooldownCounter--;
      this.numBadEpochs = 0;
    }
    if (this.numBadEpochs <= patience) return;
    this.cooldownCounter = cooldown;
    this.numBadEpochs = 0;
    this.optimizer.paramGroups.forEach((group, i) => {
      const lr = Math.max(group.lr * factor, this.minLrs[i]!); // one for each group
      if (group.lr - lr > eps) group.lr = lr;
    });
  }

  private improves(metric: number): boolean {
    const { mode, threshold, thresholdMode } = this.options;
    if (this.best === null) return !Number.isNaN(metric);
    const margin = thresholdMode === 'abs' ? threshold : undefined;
    if (mode === 'min') return metric < (margin === undefined ? this.best * (1 - threshold) : this.best - margin);
    return metric > (margin === undefined ? this.best * (1 + threshold) : this.best + margin);
  }

  /** The groups' rates. */
  getLastLr(): number[] {
    return this.optimizer.paramGroups.map((group) => group.lr);
  }

  stateDict(): SchedulerState {
    const { lastEpoch, best, numBadEpochs, cooldownCounter } = this;
    return { lastEpoch, best, numBadEpochs, cooldownCounter };
  }

  loadStateDict(state: SchedulerState): void {
    this.lastEpoch = Number(state.lastEpoch);
    this.best = state.best === null ? null : Number(state.best);
    this.numBadEpochs = Number(state.numBadEpochs);
    this.cooldownCounter = Number(state.cooldownCounter);
  }
}
