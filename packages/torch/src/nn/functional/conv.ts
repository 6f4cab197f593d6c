import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type Options, type Size, withDefaults } from '../options.ts';

/** Zeros on each side, or 'same' for an output as large as the input, or 'valid' for none. */
export type Padding = Size | 'same' | 'valid';

type Convolve = (
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  stride: Size,
  padding: Padding,
  dilation: Size,
  groups: number,
) => Tensor;

// as: one overload takes the padding in numbers and another in words, so their union is said here
const convolution = (operator: unknown) => operator as Convolve;

/** The engine's convolutions. */
export const convolve = {
  conv1d: convolution(ops.conv1d),
  conv2d: convolution(ops.conv2d),
  conv3d: convolution(ops.conv3d),
};

interface Conv {
  bias: Tensor | undefined;
  stride: Size;
  padding: Padding;
  dilation: Size;
  groups: number;
}
const CONV: Conv = { bias: undefined, stride: 1, padding: 0, dilation: 1, groups: 1 };
export type ConvOptions = Options<Conv>;

/**
 * 1-d convolution.
 *
 * @param input (N, C, L)
 * @param weight (out, C / groups, kernel)
 */
export function conv1d(input: Tensor, weight: Tensor, options?: ConvOptions): Tensor {
  const o = withDefaults('conv1d', CONV, options);
  return convolve.conv1d(input, weight, o.bias ?? null, o.stride, o.padding, o.dilation, o.groups);
}

/**
 * 2-d convolution.
 *
 * @param input (N, C, H, W)
 * @param weight (out, C / groups, kernelH, kernelW)
 * @example
 * F.conv2d(x, weight, { bias, stride: 2, padding: 1 });
 */
export function conv2d(input: Tensor, weight: Tensor, options?: ConvOptions): Tensor {
  const o = withDefaults('conv2d', CONV, options);
  return convolve.conv2d(input, weight, o.bias ?? null, o.stride, o.padding, o.dilation, o.groups);
}

/**
 * 3-d convolution.
 *
 * @param input (N, C, D, H, W)
 * @param weight (out, C / groups, kernelD, kernelH, kernelW)
 */
export function conv3d(input: Tensor, weight: Tensor, options?: ConvOptions): Tensor {
  const o = withDefaults('conv3d', CONV, options);
  return convolve.conv3d(input, weight, o.bias ?? null, o.stride, o.padding, o.dilation, o.groups);
}

interface ConvTranspose {
  bias: Tensor | undefined;
  stride: Size;
  padding: Size;
  outputPadding: Size;
  groups: number;
  dilation: Size;
}
const CONV_TRANSPOSE: ConvTranspose = {
  bias: undefined,
  stride: 1,
  padding: 0,
  outputPadding: 0,
  groups: 1,
  dilation: 1,
};
export type ConvTransposeOptions = Options<ConvTranspose>;

/** The gradient of `conv1d` with respect to its input, as a layer. Weight: (C, out / groups, kernel). */
export function convTranspose1d(input: Tensor, weight: Tensor, options?: ConvTransposeOptions): Tensor {
  const o = withDefaults('convTranspose1d', CONV_TRANSPOSE, options);
  return ops.convTranspose1d(input, weight, o.bias ?? null, o.stride, o.padding, o.outputPadding, o.groups, o.dilation);
}

/** The gradient of `conv2d` with respect to its input, as a layer. Weight: (C, out / groups, kernelH, kernelW). */
export function convTranspose2d(input: Tensor, weight: Tensor, options?: ConvTransposeOptions): Tensor {
  const o = withDefaults('convTranspose2d', CONV_TRANSPOSE, options);
  return ops.convTranspose2d(input, weight, o.bias ?? null, o.stride, o.padding, o.outputPadding, o.groups, o.dilation);
}

/** The gradient of `conv3d` with respect to its input, as a layer. Weight: (C, out / groups, kernelD, kernelH, kernelW). */
export function convTranspose3d(input: Tensor, weight: Tensor, options?: ConvTransposeOptions): Tensor {
  const o = withDefaults('convTranspose3d', CONV_TRANSPOSE, options);
  return ops.convTranspose3d(input, weight, o.bias ?? null, o.stride, o.padding, o.outputPadding, o.groups, o.dilation);
}

interface Unfold {
  dilation: Size;
  padding: Size;
  stride: Size;
}
const UNFOLD: Unfold = { dilation: 1, padding: 0, stride: 1 };
export type UnfoldOptions = Options<Unfold>;

/** Sliding blocks as columns: (N, C, H, W) → (N, C · kernel, blocks). */
export function unfold(input: Tensor, kernelSize: Size, options?: UnfoldOptions): Tensor {
  const o = withDefaults('unfold', UNFOLD, options);
  return ops.im2col(input, kernelSize, o.dilation, o.padding, o.stride);
}

/** Columns summed back into an image: (N, C · kernel, blocks) → (N, C, H, W). */
export function fold(input: Tensor, outputSize: Size, kernelSize: Size, options?: UnfoldOptions): Tensor {
  const o = withDefaults('fold', UNFOLD, options);
  return ops.col2im(input, outputSize, kernelSize, o.dilation, o.padding, o.stride);
}
