import { noGrad } from '../../autograd/autograd.ts';
import { ops } from '../../engine/ops.ts';
import { ones, zeros } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { invalidArgument } from '../errors.ts';
import { ones_, zeros_ } from '../init.ts';
import { Module } from '../module/module.ts';
import { Buffer, blank, factory, type Parameter } from '../module/parameter.ts';
import type { Placement } from '../module/placement.ts';
import { pairs } from '../module/print.ts';
import { type Options, withDefaults } from '../options.ts';
import { requirePlaces, requireSeveral } from './several.ts';

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
    if (!(options.eps > 0)) throw invalidArgument(new.target.name, 'eps above 0', String(options.eps));
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

function requireDims(where: string, shape: readonly number[], dims: readonly number[]): void {
  if (dims.includes(shape.length)) return;
  throw invalidArgument(where, `an input of ${dims.join(' or ')} dimensions`, `(${shape.join(', ')})`);
}

/** @internal What batch normalisations share; of any number of dimensions where `dims` is 0. */
export abstract class BatchNorm extends Statistics {
  constructor(dims: number, numFeatures: number, options: BatchNormLayerOptions | undefined) {
    super(dims, numFeatures, withDefaults(new.target.name, BATCH, options));
  }

  /** Counts a batch, where they are counted: the share of it in the running averages. */
  protected tracked(): number {
    const count = this.numBatchesTracked;
    if (count === undefined) return this.momentum ?? 0;
    ops.add_(count, 1);
    return this.momentum ?? 1 / count.item();
  }

  forward(input: Tensor): Tensor {
    const tracked = this.numBatchesTracked;
    const training = this.training || tracked === undefined;
    const shape = input.shape;
    if (this.dims > 0) requireDims(this.constructor.name, shape, this.dims === 1 ? [2, 3] : [this.dims + 2]);
    if (training) requireSeveral(this.constructor.name, shape);
    const momentum = this.training ? this.tracked() : (this.momentum ?? 0);
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
    requireDims(this.constructor.name, input.shape, [this.dims + 2]);
    const fresh = this.training || runningMean === undefined;
    if (fresh) requirePlaces(this.constructor.name, input.shape);
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
