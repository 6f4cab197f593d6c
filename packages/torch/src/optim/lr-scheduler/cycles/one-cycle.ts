import { invalidArgument } from '../../../nn/errors.ts';
import { type Options, withDefaults } from '../../../nn/options.ts';
import type { Optimizer } from '../../optimizer.ts';
import { LRScheduler, perGroup, requireMomentum, setMomentum } from '../scheduler.ts';
import type { PerGroup } from './cyclic.ts';

interface OneCycleDefaults {
  totalSteps: number | undefined;
  epochs: number | undefined;
  stepsPerEpoch: number | undefined;
  pctStart: number;
  annealStrategy: 'cos' | 'linear';
  cycleMomentum: boolean;
  baseMomentum: PerGroup;
  maxMomentum: PerGroup;
  divFactor: number;
  finalDivFactor: number;
  threePhase: boolean;
}

const ONE_CYCLE: OneCycleDefaults = {
  totalSteps: undefined,
  epochs: undefined,
  stepsPerEpoch: undefined,
  pctStart: 0.3,
  annealStrategy: 'cos',
  cycleMomentum: true,
  baseMomentum: 0.85,
  maxMomentum: 0.95,
  divFactor: 25,
  finalDivFactor: 1e4,
  threePhase: false,
};

export type OneCycleOptions = Options<OneCycleDefaults> & { maxLr: PerGroup };

type Level = 'initial' | 'max' | 'min';

interface Phase {
  end: number;
  lr: [from: Level, to: Level];
  momentum: ['max' | 'base', 'max' | 'base'];
}

/**
 * Up to `maxLr` and down again within `totalSteps`, momentum the other way (Smith & Topin 2017). A step per batch.
 *
 * @throws {TorchError} value — without `totalSteps` or both `epochs` and `stepsPerEpoch`, and when stepped beyond the end
 * @example
 * const scheduler = new optim.lrScheduler.OneCycleLR(optimizer, { maxLr: 0.1, totalSteps: epochs * loader.length });
 */
export class OneCycleLR extends LRScheduler {
  static readonly defaults = Object.freeze({ ...ONE_CYCLE });
  static readonly required: readonly string[] = ['maxLr'];

  readonly totalSteps: number;
  private readonly levels: Record<Level, number[]>;
  private readonly momenta: Record<'max' | 'base', number[]> | undefined;
  private readonly phases: Phase[];
  private readonly anneal: (from: number, to: number, share: number) => number;

  constructor(optimizer: Optimizer, options: OneCycleOptions) {
    super(optimizer, options);
    const { maxLr, ...rest } = options;
    const o = withDefaults('OneCycleLR', ONE_CYCLE, rest);
    const total = o.totalSteps ?? (o.epochs ?? Number.NaN) * (o.stepsPerEpoch ?? Number.NaN);
    if (!Number.isInteger(total) || total < 1)
      throw invalidArgument('OneCycleLR', 'totalSteps, or epochs and stepsPerEpoch', String(total));
    if (!(o.pctStart >= 0 && o.pctStart <= 1))
      throw invalidArgument('OneCycleLR', 'pctStart from 0 to 1', String(o.pctStart));
    this.totalSteps = total;
    const max = perGroup(optimizer, maxLr, 'maxLr');
    const initial = max.map((lr) => lr / o.divFactor);
    this.levels = { max, initial, min: initial.map((lr) => lr / o.finalDivFactor) };
    this.baseLrs = initial;
    optimizer.paramGroups.forEach((group, i) => {
      group.initialLr = initial[i]!; // one for each group
    });
    if (o.cycleMomentum) {
      requireMomentum('OneCycleLR', optimizer);
      this.momenta = {
        max: perGroup(optimizer, o.maxMomentum, 'maxMomentum'),
        base: perGroup(optimizer, o.baseMomentum, 'baseMomentum'),
      };
    }
    const up: Phase = { end: o.pctStart * total - 1, lr: ['initial', 'max'], momentum: ['max', 'base'] };
    this.phases = o.threePhase
      ? [
          up,
          { end: 2 * o.pctStart * total - 2, lr: ['max', 'initial'], momentum: ['base', 'max'] },
          { end: total - 1, lr: ['initial', 'min'], momentum: ['max', 'max'] },
        ]
      : [up, { end: total - 1, lr: ['max', 'min'], momentum: ['base', 'max'] }];
    this.anneal = o.annealStrategy === 'cos' ? cosine : linear;
    this.start();
  }

  protected next(): number[] {
    const step = this.lastEpoch;
    if (step > this.totalSteps) throw invalidArgument('OneCycleLR', `at most ${this.totalSteps} steps`, String(step));
    let from = 0;
    let phase = this.phases[0]!; // there are two or three
    for (const [i, candidate] of this.phases.entries()) {
      phase = candidate;
      if (step <= candidate.end || i === this.phases.length - 1) break;
      from = candidate.end;
    }
    const share = (step - from) / (phase.end - from);
    const value = (pair: readonly [number[], number[]], i: number) => this.anneal(pair[0][i]!, pair[1][i]!, share); // one for each group
    const { momenta } = this;
    return this.optimizer.paramGroups.map((group, i) => {
      if (momenta) setMomentum(group, value([momenta[phase.momentum[0]], momenta[phase.momentum[1]]], i));
      return value([this.levels[phase.lr[0]], this.levels[phase.lr[1]]], i);
    });
  }
}

const cosine = (from: number, to: number, share: number) => to + ((from - to) / 2) * (Math.cos(Math.PI * share) + 1);

const linear = (from: number, to: number, share: number) => (to - from) * share + from;
