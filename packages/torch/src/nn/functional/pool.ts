import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type Options, type Size, spread, withDefaults } from '../options.ts';

interface MaxPool {
  stride: Size | undefined;
  padding: Size;
  dilation: Size;
  ceilMode: boolean;
  returnIndices: boolean;
}
const MAX_POOL: MaxPool = { stride: undefined, padding: 0, dilation: 1, ceilMode: false, returnIndices: false };
export type MaxPoolOptions = Options<MaxPool>;
type WithIndices = MaxPoolOptions & { readonly returnIndices: true };

export function maxPool1d(input: Tensor, kernelSize: Size, options: WithIndices): [Tensor, Tensor];
export function maxPool1d(input: Tensor, kernelSize: Size, options?: MaxPoolOptions): Tensor;
/** The largest value of each window, and with `returnIndices` where it was. */
export function maxPool1d(input: Tensor, kernelSize: Size, options?: MaxPoolOptions): Tensor | [Tensor, Tensor] {
  const o = withDefaults('maxPool1d', MAX_POOL, options);
  const pool = o.returnIndices ? ops.maxPool1dWithIndices : ops.maxPool1d;
  return pool(input, kernelSize, o.stride ?? kernelSize, o.padding, o.dilation, o.ceilMode);
}

export function maxPool2d(input: Tensor, kernelSize: Size, options: WithIndices): [Tensor, Tensor];
export function maxPool2d(input: Tensor, kernelSize: Size, options?: MaxPoolOptions): Tensor;
/** The largest value of each window, and with `returnIndices` where it was. */
export function maxPool2d(input: Tensor, kernelSize: Size, options?: MaxPoolOptions): Tensor | [Tensor, Tensor] {
  const o = withDefaults('maxPool2d', MAX_POOL, options);
  const pool = o.returnIndices ? ops.maxPool2dWithIndices : ops.maxPool2d;
  return pool(input, kernelSize, o.stride ?? kernelSize, o.padding, o.dilation, o.ceilMode);
}

export function maxPool3d(input: Tensor, kernelSize: Size, options: WithIndices): [Tensor, Tensor];
export function maxPool3d(input: Tensor, kernelSize: Size, options?: MaxPoolOptions): Tensor;
/** The largest value of each window, and with `returnIndices` where it was. */
export function maxPool3d(input: Tensor, kernelSize: Size, options?: MaxPoolOptions): Tensor | [Tensor, Tensor] {
  const o = withDefaults('maxPool3d', MAX_POOL, options);
  const pool = o.returnIndices ? ops.maxPool3dWithIndices : ops.maxPool3d;
  return pool(input, kernelSize, o.stride ?? kernelSize, o.padding, o.dilation, o.ceilMode);
}

interface Unpool {
  stride: Size | undefined;
  padding: Size;
  outputSize: readonly number[] | undefined;
}
const UNPOOL: Unpool = { stride: undefined, padding: 0, outputSize: undefined };
export type MaxUnpoolOptions = Options<Unpool>;

/** Puts pooled values back where `indices` say they came from, zeros elsewhere. (N, C, L) */
export function maxUnpool1d(input: Tensor, indices: Tensor, kernelSize: Size, options?: MaxUnpoolOptions): Tensor {
  const size = unpooledSize(input, kernelSize, options, 1);
  const flat = ops.maxUnpool2d(ops.unsqueeze(input, -1), ops.unsqueeze(indices, -1), [...size, 1]);
  return ops.squeeze(flat, -1);
}

/** Puts pooled values back where `indices` say they came from, zeros elsewhere. (N, C, H, W) */
export const maxUnpool2d = (input: Tensor, indices: Tensor, kernelSize: Size, options?: MaxUnpoolOptions): Tensor =>
  ops.maxUnpool2d(input, indices, unpooledSize(input, kernelSize, options, 2));

/** Puts pooled values back where `indices` say they came from, zeros elsewhere. (N, C, D, H, W) */
export function maxUnpool3d(input: Tensor, indices: Tensor, kernelSize: Size, options?: MaxUnpoolOptions): Tensor {
  const { stride, padding } = withDefaults('maxUnpool3d', UNPOOL, options);
  const size = unpooledSize(input, kernelSize, options, 3);
  return ops.maxUnpool3d(input, indices, size, spread(stride ?? kernelSize, 3), spread(padding, 3));
}

function unpooledSize(input: Tensor, kernelSize: Size, options: MaxUnpoolOptions | undefined, count: number): number[] {
  const o = withDefaults('maxUnpool', UNPOOL, options);
  if (o.outputSize) return o.outputSize.slice(-count);
  const kernel = spread(kernelSize, count);
  const stride = spread(o.stride ?? kernelSize, count);
  const padding = spread(o.padding, count);
  return input.shape.slice(-count).map((size, d) => (size - 1) * stride[d]! + kernel[d]! - 2 * padding[d]!);
}

interface AvgPool {
  stride: Size | undefined;
  padding: Size;
  ceilMode: boolean;
  countIncludePad: boolean;
}
const AVG_POOL: AvgPool = { stride: undefined, padding: 0, ceilMode: false, countIncludePad: true };
export type AvgPool1dOptions = Options<AvgPool>;
const AVG_POOL_ND: AvgPool & { divisorOverride: number | undefined } = { ...AVG_POOL, divisorOverride: undefined };
export type AvgPoolOptions = Options<typeof AVG_POOL_ND>;

/** The mean of each window. (N, C, L) */
export function avgPool1d(input: Tensor, kernelSize: Size, options?: AvgPool1dOptions): Tensor {
  const o = withDefaults('avgPool1d', AVG_POOL, options);
  return ops.avgPool1d(input, kernelSize, o.stride ?? kernelSize, o.padding, o.ceilMode, o.countIncludePad);
}

/** The mean of each window. (N, C, H, W) */
export function avgPool2d(input: Tensor, kernelSize: Size, options?: AvgPoolOptions): Tensor {
  const o = withDefaults('avgPool2d', AVG_POOL_ND, options);
  return ops.avgPool2d(
    input,
    kernelSize,
    o.stride ?? kernelSize,
    o.padding,
    o.ceilMode,
    o.countIncludePad,
    o.divisorOverride ?? null,
  );
}

/** The mean of each window. (N, C, D, H, W) */
export function avgPool3d(input: Tensor, kernelSize: Size, options?: AvgPoolOptions): Tensor {
  const o = withDefaults('avgPool3d', AVG_POOL_ND, options);
  return ops.avgPool3d(
    input,
    kernelSize,
    o.stride ?? kernelSize,
    o.padding,
    o.ceilMode,
    o.countIncludePad,
    o.divisorOverride ?? null,
  );
}

/** Output lengths of an adaptive pool; null keeps the input's. */
export type AdaptiveSize = number | readonly (number | null)[];

/** The output's lengths, with null filled from the input. */
export const adaptiveSize = (input: Tensor, size: AdaptiveSize, count: number): number[] =>
  typeof size === 'number' ? spread(size, count) : size.map((length, d) => length ?? input.shape.at(d - count)!);

/** The means of windows so laid that the output has the size asked for. */
export const adaptiveAvgPool1d = (input: Tensor, outputSize: AdaptiveSize): Tensor =>
  ops.adaptiveAvgPool1d(input, adaptiveSize(input, outputSize, 1));

/** The means of windows so laid that the output has the size asked for. */
export const adaptiveAvgPool2d = (input: Tensor, outputSize: AdaptiveSize): Tensor =>
  ops.adaptiveAvgPool2d(input, adaptiveSize(input, outputSize, 2));

/** The means of windows so laid that the output has the size asked for. */
export const adaptiveAvgPool3d = (input: Tensor, outputSize: AdaptiveSize): Tensor =>
  ops.adaptiveAvgPool3d(input, adaptiveSize(input, outputSize, 3));

export type AdaptiveMaxPoolOptions = Options<{ returnIndices: boolean }>;
type AdaptiveWithIndices = { readonly returnIndices: true };

export function adaptiveMaxPool1d(
  input: Tensor,
  outputSize: AdaptiveSize,
  options: AdaptiveWithIndices,
): [Tensor, Tensor];
export function adaptiveMaxPool1d(input: Tensor, outputSize: AdaptiveSize, options?: AdaptiveMaxPoolOptions): Tensor;
/** The largest values of windows so laid that the output has the size asked for. */
export function adaptiveMaxPool1d(input: Tensor, outputSize: AdaptiveSize, options?: AdaptiveMaxPoolOptions) {
  const [output, indices] = ops.adaptiveMaxPool1d(input, adaptiveSize(input, outputSize, 1));
  return options?.returnIndices ? [output, indices] : output;
}

export function adaptiveMaxPool2d(
  input: Tensor,
  outputSize: AdaptiveSize,
  options: AdaptiveWithIndices,
): [Tensor, Tensor];
export function adaptiveMaxPool2d(input: Tensor, outputSize: AdaptiveSize, options?: AdaptiveMaxPoolOptions): Tensor;
/** The largest values of windows so laid that the output has the size asked for. */
export function adaptiveMaxPool2d(input: Tensor, outputSize: AdaptiveSize, options?: AdaptiveMaxPoolOptions) {
  const [output, indices] = ops.adaptiveMaxPool2d(input, adaptiveSize(input, outputSize, 2));
  return options?.returnIndices ? [output, indices] : output;
}

export function adaptiveMaxPool3d(
  input: Tensor,
  outputSize: AdaptiveSize,
  options: AdaptiveWithIndices,
): [Tensor, Tensor];
export function adaptiveMaxPool3d(input: Tensor, outputSize: AdaptiveSize, options?: AdaptiveMaxPoolOptions): Tensor;
/** The largest values of windows so laid that the output has the size asked for. */
export function adaptiveMaxPool3d(input: Tensor, outputSize: AdaptiveSize, options?: AdaptiveMaxPoolOptions) {
  const [output, indices] = ops.adaptiveMaxPool3d(input, adaptiveSize(input, outputSize, 3));
  return options?.returnIndices ? [output, indices] : output;
}

interface LPPool {
  stride: Size | undefined;
  ceilMode: boolean;
}
const LP_POOL: LPPool = { stride: undefined, ceilMode: false };
export type LPPoolOptions = Options<LPPool>;

/** (Σ xᵖ)^(1/p) of each window. */
export const lpPool1d = (input: Tensor, normType: number, kernelSize: number, options?: LPPoolOptions): Tensor =>
  lpPool(1, input, normType, kernelSize, options);

/** (Σ xᵖ)^(1/p) of each window. */
export const lpPool2d = (input: Tensor, normType: number, kernelSize: Size, options?: LPPoolOptions): Tensor =>
  lpPool(2, input, normType, kernelSize, options);

/** (Σ xᵖ)^(1/p) of each window. */
export const lpPool3d = (input: Tensor, normType: number, kernelSize: Size, options?: LPPoolOptions): Tensor =>
  lpPool(3, input, normType, kernelSize, options);

function lpPool(
  count: 1 | 2 | 3,
  input: Tensor,
  p: number,
  kernelSize: Size,
  options: LPPoolOptions | undefined,
): Tensor {
  const { stride, ceilMode } = withDefaults(`lpPool${count}d`, LP_POOL, options);
  const pool = [avgPool1d, avgPool2d, avgPool3d][count - 1]!; // count is 1, 2 or 3
  const mean = pool(ops.pow(input, p), kernelSize, { stride, padding: 0, ceilMode });
  const window = spread(kernelSize, count).reduce((a, b) => a * b);
  return ops.pow(ops.mul(ops.mul(ops.sign(mean), ops.relu(ops.abs(mean))), window), 1 / p);
}

interface Fractional {
  outputSize: Size | undefined;
  outputRatio: Size | undefined;
  returnIndices: boolean;
  randomSamples: Tensor | undefined;
}
const FRACTIONAL: Fractional = {
  outputSize: undefined,
  outputRatio: undefined,
  returnIndices: false,
  randomSamples: undefined,
};
export type FractionalMaxPoolOptions = Options<Fractional>;
type FractionalWithIndices = FractionalMaxPoolOptions & { readonly returnIndices: true };

export function fractionalMaxPool2d(input: Tensor, kernelSize: Size, options: FractionalWithIndices): [Tensor, Tensor];
export function fractionalMaxPool2d(input: Tensor, kernelSize: Size, options: FractionalMaxPoolOptions): Tensor;
/** Max pooling over windows of random stride (Graham 2014). */
export function fractionalMaxPool2d(input: Tensor, kernelSize: Size, options: FractionalMaxPoolOptions) {
  return fractional(2, input, kernelSize, options);
}

export function fractionalMaxPool3d(input: Tensor, kernelSize: Size, options: FractionalWithIndices): [Tensor, Tensor];
export function fractionalMaxPool3d(input: Tensor, kernelSize: Size, options: FractionalMaxPoolOptions): Tensor;
/** Max pooling over windows of random stride (Graham 2014). */
export function fractionalMaxPool3d(input: Tensor, kernelSize: Size, options: FractionalMaxPoolOptions) {
  return fractional(3, input, kernelSize, options);
}

function fractional(
  count: 2 | 3,
  input: Tensor,
  kernelSize: Size,
  options: FractionalMaxPoolOptions,
): Tensor | [Tensor, Tensor] {
  const o = withDefaults(`fractionalMaxPool${count}d`, FRACTIONAL, options);
  const ratio = spread(o.outputRatio ?? 1, count);
  const size =
    o.outputSize === undefined
      ? input.shape.slice(-count).map((n, d) => Math.floor(n * ratio[d]!))
      : spread(o.outputSize, count);
  const batch = input.ndim === count + 1 ? 1 : input.shape[0]!;
  const samples =
    o.randomSamples ??
    ops.rand([batch, input.shape.at(-count - 1)!, count], { dtype: input.dtype, device: input.device });
  const pool = count === 2 ? ops.fractionalMaxPool2d : ops.fractionalMaxPool3d;
  const [output, indices] = pool(input, spread(kernelSize, count), size, samples);
  return o.returnIndices ? [output, indices] : output;
}
