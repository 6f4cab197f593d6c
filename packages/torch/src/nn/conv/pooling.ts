import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { invalidArgument } from '../errors.ts';
import * as F from '../functional/pool.ts';
import { Module } from '../module/module.ts';
import { pairs } from '../module/print.ts';
import { type Options, type Size, spread } from '../options.ts';

type Pooled = Tensor | [Tensor, Tensor];

/** What a pool returns: the values, or the values and where they were when its options say `returnIndices: true`. */
type PoolResult<O> = O extends { readonly returnIndices: true } ? [Tensor, Tensor] : Tensor;

abstract class MaxPool<O extends F.MaxPoolOptions> extends Module<[Tensor], PoolResult<O>> {
  readonly kernelSize: Size;
  readonly options: O;
  protected readonly kernel: readonly number[];
  protected readonly stride: readonly number[];
  protected readonly padding: readonly number[];
  protected readonly dilation: readonly number[];
  protected readonly ceilMode: boolean;

  constructor(dims: number, kernelSize: Size, options: O) {
    super();
    this.kernelSize = kernelSize;
    this.options = options;
    this.kernel = spread(kernelSize, dims);
    this.stride = spread(options.stride ?? kernelSize, dims);
    this.padding = spread(options.padding ?? 0, dims);
    this.dilation = spread(options.dilation ?? 1, dims);
    this.ceilMode = options.ceilMode ?? false;
  }

  override extraRepr(): string {
    return pairs({ kernelSize: this.kernelSize, ...this.options });
  }
}

const none = <O extends object>(): O => ({}) as O; // as: every option may be left out

/** The largest value of each window of (N, C, L). */
export class MaxPool1d<O extends F.MaxPoolOptions = F.MaxPoolOptions> extends MaxPool<O> {
  constructor(kernelSize: Size, options: O = none()) {
    super(1, kernelSize, options);
  }

  forward(input: Tensor): PoolResult<O> {
    const pool = this.options.returnIndices ? ops.maxPool1dWithIndices : ops.maxPool1d;
    return pool(input, this.kernel, this.stride, this.padding, this.dilation, this.ceilMode) as PoolResult<O>; // returnIndices decides both
  }
}

/**
 * The largest value of each window of (N, C, H, W).
 *
 * @example
 * const pool = new nn.MaxPool2d(3, { stride: 2, padding: 1 });
 */
export class MaxPool2d<O extends F.MaxPoolOptions = F.MaxPoolOptions> extends MaxPool<O> {
  constructor(kernelSize: Size, options: O = none()) {
    super(2, kernelSize, options);
  }

  forward(input: Tensor): PoolResult<O> {
    const pool = this.options.returnIndices ? ops.maxPool2dWithIndices : ops.maxPool2d;
    return pool(input, this.kernel, this.stride, this.padding, this.dilation, this.ceilMode) as PoolResult<O>; // returnIndices decides both
  }
}

/** The largest value of each window of (N, C, D, H, W). */
export class MaxPool3d<O extends F.MaxPoolOptions = F.MaxPoolOptions> extends MaxPool<O> {
  constructor(kernelSize: Size, options: O = none()) {
    super(3, kernelSize, options);
  }

  forward(input: Tensor): PoolResult<O> {
    const pool = this.options.returnIndices ? ops.maxPool3dWithIndices : ops.maxPool3d;
    return pool(input, this.kernel, this.stride, this.padding, this.dilation, this.ceilMode) as PoolResult<O>; // returnIndices decides both
  }
}

type UnpoolArguments = [input: Tensor, indices: Tensor, options?: Options<{ outputSize: readonly number[] }>];

abstract class MaxUnpool extends Module<UnpoolArguments> {
  readonly kernelSize: Size;
  readonly options: F.MaxUnpoolOptions;

  constructor(kernelSize: Size, options: F.MaxUnpoolOptions = {}) {
    super();
    this.kernelSize = kernelSize;
    this.options = options;
  }

  override extraRepr(): string {
    return pairs({ kernelSize: this.kernelSize, ...this.options });
  }
}

/** Undoes MaxPool1d but for the values it dropped. */
export class MaxUnpool1d extends MaxUnpool {
  forward(...[input, indices, options]: UnpoolArguments): Tensor {
    return F.maxUnpool1d(input, indices, this.kernelSize, { ...this.options, ...options });
  }
}

/** Undoes MaxPool2d but for the values it dropped. */
export class MaxUnpool2d extends MaxUnpool {
  forward(...[input, indices, options]: UnpoolArguments): Tensor {
    return F.maxUnpool2d(input, indices, this.kernelSize, { ...this.options, ...options });
  }
}

/** Undoes MaxPool3d but for the values it dropped. */
export class MaxUnpool3d extends MaxUnpool {
  forward(...[input, indices, options]: UnpoolArguments): Tensor {
    return F.maxUnpool3d(input, indices, this.kernelSize, { ...this.options, ...options });
  }
}

abstract class AvgPool extends Module {
  readonly kernelSize: Size;
  readonly options: F.AvgPoolOptions;

  constructor(kernelSize: Size, options: F.AvgPoolOptions = {}) {
    super();
    this.kernelSize = kernelSize;
    this.options = options;
  }

  override extraRepr(): string {
    return pairs({ kernelSize: this.kernelSize, ...this.options });
  }
}

/** The mean of each window of (N, C, L). */
export class AvgPool1d extends AvgPool {
  forward(input: Tensor): Tensor {
    return F.avgPool1d(input, this.kernelSize, this.options);
  }
}

/** The mean of each window of (N, C, H, W). */
export class AvgPool2d extends AvgPool {
  forward(input: Tensor): Tensor {
    return F.avgPool2d(input, this.kernelSize, this.options);
  }
}

/** The mean of each window of (N, C, D, H, W). */
export class AvgPool3d extends AvgPool {
  forward(input: Tensor): Tensor {
    return F.avgPool3d(input, this.kernelSize, this.options);
  }
}

abstract class AdaptiveAvgPool extends Module {
  readonly outputSize: F.AdaptiveSize;

  constructor(outputSize: F.AdaptiveSize) {
    super();
    this.outputSize = outputSize;
  }

  override extraRepr(): string {
    return pairs({ outputSize: this.outputSize });
  }
}

/** The means of windows so laid that the output is `outputSize` long. */
export class AdaptiveAvgPool1d extends AdaptiveAvgPool {
  forward(input: Tensor): Tensor {
    return F.adaptiveAvgPool1d(input, this.outputSize);
  }
}

/**
 * The means of windows so laid that the output has `outputSize`.
 *
 * @example
 * const pool = new nn.AdaptiveAvgPool2d(1); // (N, C, H, W) → (N, C, 1, 1)
 */
export class AdaptiveAvgPool2d extends AdaptiveAvgPool {
  forward(input: Tensor): Tensor {
    return F.adaptiveAvgPool2d(input, this.outputSize);
  }
}

/** The means of windows so laid that the output has `outputSize`. */
export class AdaptiveAvgPool3d extends AdaptiveAvgPool {
  forward(input: Tensor): Tensor {
    return F.adaptiveAvgPool3d(input, this.outputSize);
  }
}

abstract class AdaptiveMaxPool<O extends F.AdaptiveMaxPoolOptions> extends Module<[Tensor], PoolResult<O>> {
  readonly outputSize: F.AdaptiveSize;
  readonly options: O;

  constructor(outputSize: F.AdaptiveSize, options: O = none()) {
    super();
    this.outputSize = outputSize;
    this.options = options;
  }

  /** One operator gives both; the options say which are wanted. */
  protected select(both: [Tensor, Tensor]): PoolResult<O> {
    return (this.options.returnIndices ? both : both[0]) as PoolResult<O>; // returnIndices decides both
  }

  override extraRepr(): string {
    return pairs({ outputSize: this.outputSize, ...this.options });
  }
}

/** The largest values of windows so laid that the output is `outputSize` long. */
export class AdaptiveMaxPool1d<
  O extends F.AdaptiveMaxPoolOptions = F.AdaptiveMaxPoolOptions,
> extends AdaptiveMaxPool<O> {
  forward(input: Tensor): PoolResult<O> {
    return this.select(ops.adaptiveMaxPool1d(input, F.adaptiveSize(input, this.outputSize, 1)));
  }
}

/** The largest values of windows so laid that the output has `outputSize`. */
export class AdaptiveMaxPool2d<
  O extends F.AdaptiveMaxPoolOptions = F.AdaptiveMaxPoolOptions,
> extends AdaptiveMaxPool<O> {
  forward(input: Tensor): PoolResult<O> {
    return this.select(ops.adaptiveMaxPool2d(input, F.adaptiveSize(input, this.outputSize, 2)));
  }
}

/** The largest values of windows so laid that the output has `outputSize`. */
export class AdaptiveMaxPool3d<
  O extends F.AdaptiveMaxPoolOptions = F.AdaptiveMaxPoolOptions,
> extends AdaptiveMaxPool<O> {
  forward(input: Tensor): PoolResult<O> {
    return this.select(ops.adaptiveMaxPool3d(input, F.adaptiveSize(input, this.outputSize, 3)));
  }
}

abstract class LPPool<S extends Size> extends Module {
  readonly normType: number;
  readonly kernelSize: S;
  readonly options: F.LPPoolOptions;

  constructor(normType: number, kernelSize: S, options: F.LPPoolOptions = {}) {
    super();
    this.normType = normType;
    this.kernelSize = kernelSize;
    this.options = options;
  }

  override extraRepr(): string {
    return pairs({ normType: this.normType, kernelSize: this.kernelSize, ...this.options });
  }
}

/** (Σ xᵖ)^(1/p) of each window of (N, C, L). */
export class LPPool1d extends LPPool<number> {
  forward(input: Tensor): Tensor {
    return F.lpPool1d(input, this.normType, this.kernelSize, this.options);
  }
}

/** (Σ xᵖ)^(1/p) of each window of (N, C, H, W). */
export class LPPool2d extends LPPool<Size> {
  forward(input: Tensor): Tensor {
    return F.lpPool2d(input, this.normType, this.kernelSize, this.options);
  }
}

/** (Σ xᵖ)^(1/p) of each window of (N, C, D, H, W). */
export class LPPool3d extends LPPool<Size> {
  forward(input: Tensor): Tensor {
    return F.lpPool3d(input, this.normType, this.kernelSize, this.options);
  }
}

abstract class FractionalMaxPool extends Module<[Tensor], Pooled> {
  readonly kernelSize: Size;
  readonly options: F.FractionalMaxPoolOptions;

  constructor(kernelSize: Size, options: F.FractionalMaxPoolOptions) {
    super();
    const { outputSize, outputRatio } = options ?? {};
    const name = new.target.name;
    if ((outputSize === undefined) === (outputRatio === undefined))
      throw invalidArgument(name, 'outputSize or outputRatio', outputSize === undefined ? 'neither' : 'both');
    const ratios = [outputRatio ?? []].flat() as readonly number[]; // as: a number or several
    const strange = ratios.find((ratio) => !(ratio > 0 && ratio < 1));
    if (strange !== undefined) throw invalidArgument(name, 'outputRatio between 0 and 1', String(strange));
    this.kernelSize = kernelSize;
    this.options = options;
  }

  override extraRepr(): string {
    return pairs({ kernelSize: this.kernelSize, ...this.options });
  }
}

/** Max pooling over windows of random stride (Graham 2014). */
export class FractionalMaxPool2d extends FractionalMaxPool {
  forward(input: Tensor): Pooled {
    return F.fractionalMaxPool2d(input, this.kernelSize, this.options);
  }
}

/** Max pooling over windows of random stride (Graham 2014). */
export class FractionalMaxPool3d extends FractionalMaxPool {
  forward(input: Tensor): Pooled {
    return F.fractionalMaxPool3d(input, this.kernelSize, this.options);
  }
}
