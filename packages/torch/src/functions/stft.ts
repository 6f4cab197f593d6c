import { isOptions } from '../engine/is-options.ts';
import { ops } from '../engine/ops.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Options of `stft`. */
export interface StftOptions {
  /** A quarter of the window unless given. */
  hopLength?: number | null;
  winLength?: number | null;
  window?: Tensor | null;
  /** Whether frame t lies about sample t · hopLength: the signal is padded by half a window on both sides. */
  center?: boolean;
  padMode?: string;
  normalized?: boolean;
  onesided?: boolean | null;
  returnComplex?: boolean | null;
  alignToWindow?: boolean | null;
}

type Call = (input: Tensor, nFft: number, ...rest: unknown[]) => Tensor;

/**
 * The short-time Fourier transform, centred unless `center` is false.
 *
 * @param input (samples) or (batch, samples)
 * @returns (batch, frequencies, frames) complex, with `returnComplex`
 * @example
 * const spectrum = torch.stft(audio, 400, { hopLength: 160, window: torch.hannWindow(400), returnComplex: true });
 */
export function stft(
  input: Tensor,
  nFft: number,
  hopLength: number | null,
  winLength: number | null,
  window: Tensor | null,
  center: boolean,
  options?: Omit<StftOptions, 'hopLength' | 'winLength' | 'window' | 'center'>,
): Tensor;
export function stft(
  input: Tensor,
  nFft: number,
  hopLength: number | null,
  options?: Omit<StftOptions, 'hopLength'>,
): Tensor;
export function stft(input: Tensor, nFft: number, options?: StftOptions): Tensor;
export function stft(input: Tensor, nFft: number, ...rest: unknown[]): Tensor {
  const last = rest.at(-1);
  const options = isOptions(last) ? last : {};
  const given = isOptions(last) ? rest.slice(0, -1) : rest;
  // aten's first form has no `center`, and does not centre; Python always calls the second.
  const named = given.length < 4 ? { center: true, ...options } : options;
  return (ops.stft as Call)(input, nFft, ...given, named); // as: the overloads are aten's own
}
