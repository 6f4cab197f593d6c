import type { Tensor } from '../../tensor/tensor.ts';
import { invalidArgument, requireWord } from '../errors.ts';
import { convolve, type Padding } from '../functional/conv.ts';
import { pad } from '../functional/pad.ts';
import { kaimingUniform_ } from '../init.ts';
import { resetBias } from '../layers/linear.ts';
import { Module } from '../module/module.ts';
import { blank, type Parameter } from '../module/parameter.ts';
import type { Placement } from '../module/placement.ts';
import { pairs } from '../module/print.ts';
import { type Options, type Size, spread, withDefaults } from '../options.ts';

/** What lies beyond a convolution's input. */
export type PaddingMode = 'zeros' | 'reflect' | 'replicate' | 'circular';

interface ConvDefaults extends Placement {
  stride: Size;
  padding: Padding;
  dilation: Size;
  groups: number;
  bias: boolean;
  paddingMode: PaddingMode;
}
const CONV: ConvDefaults = {
  stride: 1,
  padding: 0,
  dilation: 1,
  groups: 1,
  bias: true,
  paddingMode: 'zeros',
  dtype: undefined,
  device: undefined,
};
export type ConvLayerOptions = Options<ConvDefaults>;

const SPATIAL = ['L', 'H, W', 'D, H, W'] as const;

/** `(N, 64, H, W)`, or nothing when the input has these channels. */
export function channelsExpected(input: Tensor, channels: number, dims: number): string | undefined {
  const batched = input.ndim === dims + 2;
  if ((batched || input.ndim === dims + 1) && input.shape[batched ? 1 : 0] === channels) return undefined;
  return `(N, ${channels}, ${SPATIAL[dims - 1]})`;
}

abstract class Convolution extends Module {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[] | 'same' | 'valid';
  readonly dilation: readonly number[];
  readonly groups: number;
  readonly paddingMode: PaddingMode;
  /** What `pad` adds before the kernel runs, when the padding isn't zeros. */
  protected readonly margins: readonly number[] | undefined;
  weight: Parameter;
  bias: Parameter | undefined;

  constructor(
    dims: number,
    inChannels: number,
    outChannels: number,
    kernelSize: Size,
    options: ConvLayerOptions | undefined,
  ) {
    super();
    const where = new.target.name;
    const o = withDefaults(where, CONV, options);
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
    this.dilation = spread(o.dilation, dims);
    this.padding = typeof o.padding === 'string' ? o.padding : spread(o.padding, dims);
    this.groups = o.groups;
    this.paddingMode = o.paddingMode;
    if (typeof this.padding === 'string') requireWord(where, 'padding', this.padding, ['same', 'valid']);
    requireWord(where, 'paddingMode', o.paddingMode, ['zeros', 'reflect', 'replicate', 'circular']);
    if (this.padding === 'same' && this.stride.some((step) => step !== 1)) {
      throw invalidArgument(where, "stride 1 with padding 'same'", `stride [${this.stride.join(', ')}]`);
    }
    this.margins = o.paddingMode === 'zeros' ? undefined : this.marginsOf();
    this.weight = blank([outChannels, inChannels / o.groups, ...this.kernelSize], o);
    this.bias = o.bias ? blank([outChannels], o) : undefined;
    this.resetParameters();
  }

  /** As for Linear: U(−1/√fanIn, 1/√fanIn). */
  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    resetBias(this.weight, this.bias);
  }

  /** [left, right] of the last dimension first, as `pad` takes them. */
  private marginsOf(): number[] {
    const { padding } = this;
    if (padding === 'valid') return this.kernelSize.flatMap(() => [0, 0]);
    const sides = this.kernelSize.map((size, d): [number, number] => {
      if (padding !== 'same') return [padding[d]!, padding[d]!];
      const total = this.dilation[d]! * (size - 1);
      return [Math.floor(total / 2), total - Math.floor(total / 2)];
    });
    return sides.reverse().flat();
  }

  /** The input with its margins, when the padding isn't zeros. */
  protected padded(input: Tensor, margins: readonly number[]): Tensor {
    return pad(input, margins, { mode: this.paddingMode === 'zeros' ? 'constant' : this.paddingMode });
  }

  override expects(input: Tensor): string | undefined {
    return channelsExpected(input, this.inChannels, this.kernelSize.length);
  }

  override extraRepr(): string {
    const { inChannels, outChannels, kernelSize, stride, padding, dilation, groups, paddingMode } = this;
    const plain = (values: readonly number[] | string, value: number) =>
      typeof values !== 'string' && values.every((v) => v === value);
    return `${inChannels}, ${outChannels}, ${pairs({
      kernelSize,
      stride,
      padding: plain(padding, 0) ? undefined : padding,
      dilation: plain(dilation, 1) ? undefined : dilation,
      groups: groups === 1 ? undefined : groups,
      bias: this.bias === undefined ? false : undefined,
      paddingMode: paddingMode === 'zeros' ? undefined : paddingMode,
    })}`;
  }
}

/** 1-d convolution: (N, inChannels, L) → (N, outChannels, L'). */
export class Conv1d extends Convolution {
  constructor(inChannels: number, outChannels: number, kernelSize: Size, options?: ConvLayerOptions) {
    super(1, inChannels, outChannels, kernelSize, options);
  }

  forward(input: Tensor): Tensor {
    if (this.margins)
      return convolve.conv1d(
        this.padded(input, this.margins),
        this.weight,
        this.bias ?? null,
        this.stride,
        0,
        this.dilation,
        this.groups,
      );
    return convolve.conv1d(
      input,
      this.weight,
      this.bias ?? null,
      this.stride,
      this.padding,
      this.dilation,
      this.groups,
    );
  }
}

/**
 * 2-d convolution: (N, inChannels, H, W) → (N, outChannels, H', W').
 *
 * @example
 * const conv = new nn.Conv2d(3, 64, 7, { stride: 2, padding: 3, bias: false });
 */
export class Conv2d extends Convolution {
  constructor(inChannels: number, outChannels: number, kernelSize: Size, options?: ConvLayerOptions) {
    super(2, inChannels, outChannels, kernelSize, options);
  }

  forward(input: Tensor): Tensor {
    if (this.margins)
      return convolve.conv2d(
        this.padded(input, this.margins),
        this.weight,
        this.bias ?? null,
        this.stride,
        0,
        this.dilation,
        this.groups,
      );
    return convolve.conv2d(
      input,
      this.weight,
      this.bias ?? null,
      this.stride,
      this.padding,
      this.dilation,
      this.groups,
    );
  }
}

/** 3-d convolution: (N, inChannels, D, H, W) → (N, outChannels, D', H', W'). */
export class Conv3d extends Convolution {
  constructor(inChannels: number, outChannels: number, kernelSize: Size, options?: ConvLayerOptions) {
    super(3, inChannels, outChannels, kernelSize, options);
  }

  forward(input: Tensor): Tensor {
    if (this.margins)
      return convolve.conv3d(
        this.padded(input, this.margins),
        this.weight,
        this.bias ?? null,
        this.stride,
        0,
        this.dilation,
        this.groups,
      );
    return convolve.conv3d(
      input,
      this.weight,
      this.bias ?? null,
      this.stride,
      this.padding,
      this.dilation,
      this.groups,
    );
  }
}
