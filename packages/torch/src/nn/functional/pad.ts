import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Options } from '../options.ts';

export type PadMode = 'constant' | 'reflect' | 'replicate' | 'circular';
export type PadOptions = Options<{ mode: PadMode; value: number }>;

/**
 * Pads the last dimensions: `pad` is [left, right] of the last, then of the one before; negative numbers crop.
 *
 * @example
 * F.pad(images, [1, 1, 2, 2], { mode: 'reflect' }); // one column each side, two rows above and below
 */
export const pad = (input: Tensor, pad: readonly number[], options?: PadOptions): Tensor =>
  ops.pad(input, pad, options?.mode ?? 'constant', options?.value ?? null);
