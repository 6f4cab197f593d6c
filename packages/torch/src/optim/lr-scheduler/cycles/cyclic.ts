import { type Options, withDefaults } from '../../../nn/options.ts';
import type { Optimizer } from '../../optimizer.ts';
import { LRScheduler, perGroup, requireMomentum, setMomentum } from '../scheduler.ts';

export type PerGroup = number | readonly number[];

interface CyclicDefaults {
  stepSizeUp: number;
  stepSizeDown: number | undefined;
  mode: 'triangular' | 'triangular2' | 'exp_range';
  gamma: number;
  scaleFn: ((x: number) => number) | undefined;
  scaleMode: 'cycle' | 'iterations';
  cycleMomentum: boolean;
  baseMomentum: PerGroup;
  maxMomentum: PerGroup;
}

const CYCLIC: CyclicDefaults = {
  stepSizeUp: 2000,
  stepSizeDown: undefined,
  mode: 'triangular',
  gamma: 1,
  scaleFn: undefined,
  scaleMode: 'cycle',
  cycleMomentum: true,
  baseMomentum: 0.8,
  maxMomentum: 0.9,
};

export type CyclicOptions = Options<CyclicDefaults> & { baseLr: PerGroup; maxLr: PerGroup };

/** Up and down between `baseLr` and `maxLr`, again and again (Smith 2015). */
export class CyclicLR extends LRScheduler {
  static readonly defaults = Object.freeze({ ...CYCLIC });
  static readonly required: readonly string[] = ['baseLr', 'maxLr'];

  private readonly maxLrs: number[];
  private readonly totalSize: number;
  private readonly ratio: number;
  private readonly scale: (x: number) => number;
  private readonly byCycle: boolean;
  private readonly momenta: { base: number[]; max: number[] } | undefined;

  constructor(optimizer: Optimizer, options: CyclicOptions) {
    super(optimizer, options);
    const { baseLr, maxLr, ...rest } = options;
    const o = withDefaults('CyclicLR', CYCLIC, rest);
    this.baseLrs = perGroup(optimizer, baseLr, 'baseLr');
    this.maxLrs = perGroup(optimizer, maxLr, 'maxLr');
    this.totalSize = o.stepSizeUp + (o.stepSizeDown ?? o.stepSizeUp);
    this.ratio = o.stepSizeUp / this.totalSize;
    const scales = {
      triangular: () => 1,
      triangular2: (x: number) => 1 / 2 ** (x - 1),
      exp_range: (x: number) => o.gamma ** x,
    };
    this.scale = o.scaleFn ?? scales[o.mode];
    this.byCycle = o.scaleFn ? o.scaleMode === 'cycle' : o.mode !== 'exp_range';
    if (o.cycleMomentum) {
      requireMomentum('CyclicLR', optimizer);
      this.momenta = {
        base: perGroup(optimizer, o.baseMomentum, 'baseMomentum'),
        max: perGroup(optimizer, o.maxMomentum, 'maxMomentum'),
      };
    }
    this.start();
  }

  protected next(): number[] {
    const cycle = Math.floor(1 + this.lastEpoch / this.totalSize);
    const x = 1 + this.lastEpoch / this.totalSize - cycle;
    const height = x <= this.ratio ? x / this.ratio : (x - 1) / (this.ratio - 1);
    const scale = this.scale(this.byCycle ? cycle : this.lastEpoch);
    const { momenta } = this;
    if (momenta) {
      this.optimizer.paramGroups.forEach((group, i) => {
        setMomentum(group, momenta.max[i]! - (momenta.max[i]! - momenta.base[i]!) * height * scale); // one for each group
      });
    }
    return this.baseLrs.map((base, i) => base + (this.maxLrs[i]! - base) * height * scale); // one for each group
  }
}
