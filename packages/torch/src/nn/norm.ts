import { noGrad } from '../autograd.ts';
import { ones, zeros } from '../create.ts';
import { ops } from '../ops.ts';
import type { Tensor } from '../tensor.ts';
import { type LocalResponseNormOptions, localResponseNorm } from './functional/norm.ts';
import { ones_, zeros_ } from './init.ts';
import { Module, type Placement } from './module.ts';
import { type Options, withDefaults } from './options.ts';
import { Buffer, blank, factory, type Parameter } from './parameter.ts';
import { pairs } from './print.ts';

interface StatisticsDefaults extends Placement {
  eps: number;
  momentum: number | null;
  affine: boolean;
  trackRunningStats: boolean;
}
const PLACE = { dtype: undefined, device: undefined };
const BATCH: StatisticsDefaults = { eps: 1e-5, momentum: 0.1, affine: true, trackRunningStats: true, ...PLACE };
const INSTANCE: StatisticsDefaults = { ...BATCH, affine: false, trackRunningStats: false };
export type BatchNormLayerOptions = Options<StatisticsDefaults>;

/** Channel statistics with their running averages: what batch and instance normalisation share. */
abstract class Statistics extends Module {
  readonly numFeatures: number;
  readonly eps: number;
  /** The share of a new batch in the running averages; null gives every batch the same weight. */
  readonly momentum: number | null;
  weight: Parameter | undefined;
  bias: Parameter | undefined;
  runningMean: Buffer | undefined;
  runningVar: Buffer | undefined;
  numBatchesTracked: Buffer | undefined;
  /** Spatial dimensions after (N, C). */
  protected readonly dims: number;

  constructor(dims: number, numFeatures: number, options: StatisticsDefaults) {
    super();
    this.dims = dims;
    this.numFeatures = numFeatures;
    this.eps = options.eps;
    this.momentum = options.momentum;
    if (options.affine) {
      this.weight = ones_(blank([numFeatures], options));
      this.bias = zeros_(blank([numFeatures], options));
    }
    if (options.trackRunningStats) {
      const place = factory(options);
      this.runningMean = new Buffer(zeros([numFeatures], place));
      this.runningVar = new Buffer(ones([numFeatures], place));
      this.numBatchesTracked = new Buffer(zeros([], { ...place, dtype: 'int64' }));
    }
  }

  /** Statistics as at the start. */
  resetRunningStats(): void {
    noGrad(() => {
      this.runningMean?.zero_();
      this.runningVar?.fill_(1);
      this.numBatchesTracked?.zero_();
    });
  }

  resetParameters(): void {
    this.resetRunningStats();
    if (this.weight) ones_(this.weight);
    if (this.bias) zeros_(this.bias);
  }

  override expects(input: Tensor): string | undefined {
    return input.shape[1] === this.numFeatures
      ? undefined
      : `(N, ${this.numFeatures}, ${['L', 'H, W', 'D, H, W'][this.dims - 1]})`;
  }

  override extraRepr(): string {
    const { numFeatures, eps, momentum, weight, runningMean } = this;
    return `${numFeatures}, ${pairs({ eps, momentum, affine: weight !== undefined, trackRunningStats: runningMean !== undefined })}`;
  }
}

abstract class BatchNorm extends Statistics {
  constructor(dims: number, numFeatures: number, options: BatchNormLayerOptions | undefined) {
    super(dims, numFeatures, withDefaults(new.target.name, BATCH, options));
  }

  forward(input: Tensor): Tensor {
    const tracked = this.numBatchesTracked;
    const training = this.training || tracked === undefined;
    let momentum = this.momentum ?? 0;
    if (this.training && tracked !== undefined) {
      ops.add_(tracked, 1);
      if (this.momentum === null) momentum = 1 / tracked.item();
    }
    const { weight, bias, runningMean, runningVar } = this;
    return ops.batchNorm(
      input,
      weight ?? null,
      bias ?? null,
      runningMean ?? null,
      runningVar ?? null,
      training,
      momentum,
      this.eps,
      true,
    );
  }
}

/** Normalises each channel of (N, C) or (N, C, L) over the batch. */
export class BatchNorm1d extends BatchNorm {
  constructor(numFeatures: number, options?: BatchNormLayerOptions) {
    super(1, numFeatures, options);
  }
}

/**
 * Normalises each channel of (N, C, H, W) over the batch (Ioffe & Szegedy 2015); by running averages after `eval()`.
 *
 * @example
 * const norm = new nn.BatchNorm2d(64);
 */
export class BatchNorm2d extends BatchNorm {
  constructor(numFeatures: number, options?: BatchNormLayerOptions) {
    super(2, numFeatures, options);
  }
}

/** Normalises each channel of (N, C, D, H, W) over the batch. */
export class BatchNorm3d extends BatchNorm {
  constructor(numFeatures: number, options?: BatchNormLayerOptions) {
    super(3, numFeatures, options);
  }
}

abstract class InstanceNorm extends Statistics {
  constructor(dims: number, numFeatures: number, options: BatchNormLayerOptions | undefined) {
    super(dims, numFeatures, withDefaults(new.target.name, INSTANCE, options));
  }

  forward(input: Tensor): Tensor {
    if (input.ndim === this.dims + 1) return ops.squeeze(this.normalise(ops.unsqueeze(input, 0)), 0);
    return this.normalise(input);
  }

  private normalise(input: Tensor): Tensor {
    const { weight, bias, runningMean, runningVar } = this;
    const fresh = this.training || runningMean === undefined;
    const momentum = this.momentum ?? 0;
    return ops.instanceNorm(
      input,
      weight ?? null,
      bias ?? null,
      runningMean ?? null,
      runningVar ?? null,
      fresh,
      momentum,
      this.eps,
      true,
    );
  }
}

/** Normalises each channel of each example of (N, C, L). */
export class InstanceNorm1d extends InstanceNorm {
  constructor(numFeatures: number, options?: BatchNormLayerOptions) {
    super(1, numFeatures, options);
  }
}

/** Normalises each channel of each example of (N, C, H, W). */
export class InstanceNorm2d extends InstanceNorm {
  constructor(numFeatures: number, options?: BatchNormLayerOptions) {
    super(2, numFeatures, options);
  }
}

/** Normalises each channel of each example of (N, C, D, H, W). */
export class InstanceNorm3d extends InstanceNorm {
  constructor(numFeatures: number, options?: BatchNormLayerOptions) {
    super(3, numFeatures, options);
  }
}

interface LayerNormDefaults extends Placement {
  eps: number;
  elementwiseAffine: boolean;
  bias: boolean;
}
const LAYER: LayerNormDefaults = { eps: 1e-5, elementwiseAffine: true, bias: true, ...PLACE };
export type LayerNormOptions = Options<LayerNormDefaults>;

const shapeOf = (shape: number | readonly number[]): readonly number[] =>
  typeof shape === 'number' ? [shape] : [...shape];

function expectsLast(input: Tensor, shape: readonly number[]): string | undefined {
  const last = input.shape.slice(-shape.length);
  return shape.every((size, d) => size === last[d]) ? undefined : `(…, ${shape.join(', ')})`;
}

/**
 * Normalises over the last dimensions, `normalizedShape` long (Ba et al. 2016).
 *
 * @example
 * const norm = new nn.LayerNorm(512);
 */
export class LayerNorm extends Module {
  readonly normalizedShape: readonly number[];
  readonly eps: number;
  weight: Parameter | undefined;
  bias: Parameter | undefined;

  constructor(normalizedShape: number | readonly number[], options?: LayerNormOptions) {
    super();
    const o = withDefaults('LayerNorm', LAYER, options);
    this.normalizedShape = shapeOf(normalizedShape);
    this.eps = o.eps;
    if (o.elementwiseAffine) {
      this.weight = ones_(blank(this.normalizedShape, o));
      if (o.bias) this.bias = zeros_(blank(this.normalizedShape, o));
    }
  }

  forward(input: Tensor): Tensor {
    return ops.layerNorm(input, this.normalizedShape, this.weight ?? null, this.bias ?? null, this.eps);
  }

  override expects(input: Tensor): string | undefined {
    return expectsLast(input, this.normalizedShape);
  }

  override extraRepr(): string {
    return pairs({
      normalizedShape: this.normalizedShape,
      eps: this.eps,
      elementwiseAffine: this.weight !== undefined,
    });
  }
}

interface RMSNormDefaults extends Placement {
  eps: number | undefined;
  elementwiseAffine: boolean;
}
const RMS: RMSNormDefaults = { eps: undefined, elementwiseAffine: true, ...PLACE };
export type RMSNormOptions = Options<RMSNormDefaults>;

/** Divides by the root mean square over the last dimensions (Zhang & Sennrich 2019); `eps` is the dtype's own unless given. */
export class RMSNorm extends Module {
  readonly normalizedShape: readonly number[];
  readonly eps: number | undefined;
  weight: Parameter | undefined;

  constructor(normalizedShape: number | readonly number[], options?: RMSNormOptions) {
    super();
    const o = withDefaults('RMSNorm', RMS, options);
    this.normalizedShape = shapeOf(normalizedShape);
    this.eps = o.eps;
    if (o.elementwiseAffine) this.weight = ones_(blank(this.normalizedShape, o));
  }

  forward(input: Tensor): Tensor {
    return ops.rmsNorm(input, this.normalizedShape, this.weight ?? null, this.eps ?? null);
  }

  override expects(input: Tensor): string | undefined {
    return expectsLast(input, this.normalizedShape);
  }

  override extraRepr(): string {
    return pairs({
      normalizedShape: this.normalizedShape,
      eps: this.eps,
      elementwiseAffine: this.weight !== undefined,
    });
  }
}

interface GroupNormDefaults extends Placement {
  eps: number;
  affine: boolean;
}
const GROUP: GroupNormDefaults = { eps: 1e-5, affine: true, ...PLACE };
export type GroupNormOptions = Options<GroupNormDefaults>;

/** Normalises the channels of (N, C, …) in groups, each example by itself (Wu & He 2018). */
export class GroupNorm extends Module {
  readonly numGroups: number;
  readonly numChannels: number;
  readonly eps: number;
  weight: Parameter | undefined;
  bias: Parameter | undefined;

  constructor(numGroups: number, numChannels: number, options?: GroupNormOptions) {
    super();
    const o = withDefaults('GroupNorm', GROUP, options);
    this.numGroups = numGroups;
    this.numChannels = numChannels;
    this.eps = o.eps;
    if (o.affine) {
      this.weight = ones_(blank([numChannels], o));
      this.bias = zeros_(blank([numChannels], o));
    }
  }

  forward(input: Tensor): Tensor {
    return ops.groupNorm(input, this.numGroups, this.weight ?? null, this.bias ?? null, this.eps);
  }

  override expects(input: Tensor): string | undefined {
    return input.shape[1] === this.numChannels ? undefined : `(N, ${this.numChannels}, …)`;
  }

  override extraRepr(): string {
    return `${this.numGroups}, ${this.numChannels}, ${pairs({ eps: this.eps, affine: this.weight !== undefined })}`;
  }
}

/** Divides each channel by a power of its neighbours' mean square (Krizhevsky et al. 2012). */
export class LocalResponseNorm extends Module {
  readonly size: number;
  readonly options: LocalResponseNormOptions;

  constructor(size: number, options: LocalResponseNormOptions = {}) {
    super();
    this.size = size;
    this.options = options;
  }

  forward(input: Tensor): Tensor {
    return localResponseNorm(input, this.size, this.options);
  }

  override extraRepr(): string {
    return [this.size, pairs(this.options)].filter((text) => text !== '').join(', ');
  }
}
