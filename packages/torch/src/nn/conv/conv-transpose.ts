import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { invalidArgument } from '../errors.ts';
import { kaimingUniform_ } from '../init.ts';
import { resetBias } from '../layers/linear.ts';
import { Module } from '../module/module.ts';
import { blank, type Parameter } from '../module/parameter.ts';
import type { Placement } from '../module/placement.ts';
import { pairs } from '../module/print.ts';
import { type Options, type Size, spread, withDefaults } from '../options.ts';
import { channelsExpected } from './conv.ts';

interface TransposeDefaults extends Placement {
  stride: Size;
  padding: Size;
  outputPadding: Size;
  groups: number;
  bias: boolean;
  dilation: Size;
}
const TRANSPOSE: TransposeDefaults = {
  stride: 1,
  padding: 0,
  outputPadding: 0,
  groups: 1,
  bias: true,
  dilation: 1,
  dtype: undefined,
  device: undefined,
};
export type ConvTransposeLayerOptions = Options<TransposeDefaults>;
export type OutputSizeOptions = Options<{ outputSize: readonly number[] }>;

abstract class Transposed extends Module<[input: Tensor, options?: OutputSizeOptions]> {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly outputPadding: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
  weight: Parameter;
  bias: Parameter | undefined;

  constructor(
    dims: number,
    inChannels: number,
    outChannels: number,
    kernelSize: Size,
    options: ConvTransposeLayerOptions | undefined,
  ) {
    super();
    const where = new.target.name;
    const o = withDefaults(where, TRANSPOSE, options);
    if (inChannels % o.groups !== 0 || outChannels % o.groups !== 0) {
      throw invalidArgument(
        where,
        `inChannels and outChannels divisible by groups ${o.groups}`,
        `${inChannels} and ${outChannels}`,
      );
    }
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = spread(kernelSize, dims);
    this.stride = spread(o.stride, dims);
    this.padding = spread(o.padding, dims);
    this.outputPadding = spread(o.outputPadding, dims);
    this.dilation = spread(o.dilation, dims);
    this.groups = o.groups;
    this.weight = blank([inChannels, outChannels / o.groups, ...this.kernelSize], o);
    this.bias = o.bias ? blank([outChannels], o) : undefined;
    this.resetParameters();
  }

  /** As for Linear: U(−1/√fanIn, 1/√fanIn). */
  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    resetBias(this.weight, this.bias);
  }

  /** The output padding that makes the output as large as asked. */
  protected extra(input: Tensor, options: OutputSizeOptions | undefined): readonly number[] {
    const size = options?.outputSize;
    if (size === undefined) return this.outputPadding;
    const dims = this.kernelSize.length;
    return this.kernelSize.map((kernel, d) => {
      const stride = this.stride[d]!;
      const least =
        (input.shape.at(d - dims)! - 1) * stride - 2 * this.padding[d]! + this.dilation[d]! * (kernel - 1) + 1;
      const extra = size.at(d - dims)! - least;
      if (extra < 0 || extra >= stride) {
        throw invalidArgument(
          this.constructor.name,
          `an outputSize from ${least} to ${least + stride - 1} in dimension ${d}`,
          String(size.at(d - dims)),
        );
      }
      return extra;
    });
  }

  override expects(input: Tensor): string | undefined {
    return channelsExpected(input, this.inChannels, this.kernelSize.length);
  }

  override extraRepr(): string {
    const { inChannels, outChannels, kernelSize, stride, padding, outputPadding, groups, dilation } = this;
    const plain = (values: readonly number[], value: number) => values.every((v) => v === value);
    return `${inChannels}, ${outChannels}, ${pairs({
      kernelSize,
      stride,
      padding: plain(padding, 0) ? undefined : padding,
      dilation: plain(dilation, 1) ? undefined : dilation,
      outputPadding: plain(outputPadding, 0) ? undefined : outputPadding,
      groups: groups === 1 ? undefined : groups,
      bias: this.bias === undefined ? false : undefined,
    })}`;
  }
}

/** The gradient of Conv1d with respect to its input, as a layer: (N, inChannels, L) → (N, outChannels, L'). */
export class ConvTranspose1d extends Transposed {
  constructor(inChannels: number, outChannels: number, kernelSize: Size, options?: ConvTransposeLayerOptions) {
    super(1, inChannels, outChannels, kernelSize, options);
  }

  forward(input: Tensor, options?: OutputSizeOptions): Tensor {
    const { weight, bias = null, stride, padding, groups, dilation } = this;
    return ops.convTranspose1d(input, weight, bias, stride, padding, this.extra(input, options), groups, dilation);
  }
}

/** The gradient of Conv2d with respect to its input, as a layer: (N, inChannels, H, W) → (N, outChannels, H', W'). */
export class ConvTranspose2d extends Transposed {
  constructor(inChannels: number, outChannels: number, kernelSize: Size, options?: ConvTransposeLayerOptions) {
    super(2, inChannels, outChannels, kernelSize, options);
  }

  forward(input: Tensor, options?: OutputSizeOptions): Tensor {
    const { weight, bias = null, stride, padding, groups, dilation } = this;
    return ops.convTranspose2d(input, weight, bias, stride, padding, this.extra(input, options), groups, dilation);
  }
}

/** The gradient of Conv3d with respect to its input, as a layer: (N, inChannels, D, H, W) → (N, outChannels, D', H', W'). */
export class ConvTranspose3d extends Transposed {
  constructor(inChannels: number, outChannels: number, kernelSize: Size, options?: ConvTransposeLayerOptions) {
    super(3, inChannels, outChannels, kernelSize, options);
  }

  forward(input: Tensor, options?: OutputSizeOptions): Tensor {
    const { weight, bias = null, stride, padding, groups, dilation } = this;
    return ops.convTranspose3d(input, weight, bias, stride, padding, this.extra(input, options), groups, dilation);
  }
}
