import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Options } from '../options.ts';

export type BiasOptions = Options<{ bias: Tensor }>;

/**
 * x·Wᵀ + b.
 *
 * @param input (…, in)
 * @param weight (out, in)
 */
export const linear = (input: Tensor, weight: Tensor, options?: BiasOptions): Tensor =>
  ops.linear(input, weight, options?.bias ?? null);

/**
 * x₁·W·x₂ + b.
 *
 * @param weight (out, in1, in2)
 */
export const bilinear = (input1: Tensor, input2: Tensor, weight: Tensor, options?: BiasOptions): Tensor =>
  ops.bilinear(input1, input2, weight, options?.bias ?? null);
