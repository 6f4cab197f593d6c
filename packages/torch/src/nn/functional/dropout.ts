import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { invalidArgument } from '../errors.ts';
import { type Options, withDefaults } from '../options.ts';

interface Dropout {
  p: number;
  training: boolean;
  inplace: boolean;
}
const DROPOUT: Dropout = { p: 0.5, training: true, inplace: false };
export type DropoutOptions = Options<Dropout>;

/** Zeroes elements with probability `p` and scales the rest by 1/(1 − p), in training only. */
export function dropout(input: Tensor, options?: DropoutOptions): Tensor {
  const { p, training, inplace } = withDefaults('dropout', DROPOUT, options);
  return inplace ? ops.dropout_(input, p, training) : ops.dropout(input, p, training);
}

/** Zeroes whole channels of (N, C, L). */
export function dropout1d(input: Tensor, options?: DropoutOptions): Tensor {
  if (input.ndim !== 2 && input.ndim !== 3)
    throw invalidArgument('dropout1d', 'input (N, C, L) or (C, L)', `(${input.shape.join(', ')})`);
  return channels('dropout1d', 2, input, options);
}

/** Zeroes whole channels of (N, C, H, W). */
export function dropout2d(input: Tensor, options?: DropoutOptions): Tensor {
  const { p, training, inplace } = withDefaults('dropout2d', DROPOUT, options);
  return inplace ? ops.featureDropout_(input, p, training) : ops.featureDropout(input, p, training);
}

/** Zeroes whole channels of (N, C, D, H, W). */
export const dropout3d = (input: Tensor, options?: DropoutOptions): Tensor => channels('dropout3d', 4, input, options);

function channels(where: string, unbatched: number, input: Tensor, options: DropoutOptions | undefined): Tensor {
  const { p, training, inplace } = withDefaults(where, DROPOUT, options);
  const drop = inplace ? ops.featureDropout_ : ops.featureDropout;
  return input.ndim === unbatched
    ? ops.squeeze(drop(ops.unsqueeze(input, 0), p, training), 0)
    : drop(input, p, training);
}

/** Dropout that keeps the mean and variance SELU relies on. */
export function alphaDropout(input: Tensor, options?: DropoutOptions): Tensor {
  const { p, training, inplace } = withDefaults('alphaDropout', { ...DROPOUT, training: false }, options);
  return inplace ? ops.alphaDropout_(input, p, training) : ops.alphaDropout(input, p, training);
}

/** Alpha dropout of whole channels. */
export function featureAlphaDropout(input: Tensor, options?: DropoutOptions): Tensor {
  const { p, training, inplace } = withDefaults('featureAlphaDropout', { ...DROPOUT, training: false }, options);
  return inplace ? ops.featureAlphaDropout_(input, p, training) : ops.featureAlphaDropout(input, p, training);
}
