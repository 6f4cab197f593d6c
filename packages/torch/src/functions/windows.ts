// torch.signal.windows: `sym` for filters (the default), without for spectra, whose window is periodic.
import { ops } from '../engine/ops.ts';
import { TorchError } from '../errors.ts';
import { arange, linspace, ones, type TensorOptions } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** What every window takes. */
export interface WindowOptions extends TensorOptions {
  /** Symmetric: the last value equals the first. Otherwise periodic. Default true. */
  sym?: boolean;
}

function options({ sym: _, ...rest }: WindowOptions): TensorOptions {
  return rest;
}

function requireLength(where: string, m: number): void {
  if (!Number.isSafeInteger(m) || m < 0)
    throw new TorchError('value', `${where}: expected a length of 0 or more, received ${m}`);
}

// Values of a function on M points from 0 to 1, or to the last before 1.
function cosines(where: string, m: number, a: readonly number[], given: WindowOptions): Tensor {
  requireLength(where, m);
  const { requiresGrad, ...rest } = options(given);
  if (m <= 1) return ones([m], options(given));
  const last = (given.sym ?? true) ? m - 1 : m;
  const k = ops.mul(arange(0, m, rest.dtype ? rest : { ...rest, dtype: 'float32' }), (2 * Math.PI) / last);
  const terms = a.map((coefficient, i) => ops.mul(ops.cos(ops.mul(k, i)), (i % 2 === 0 ? 1 : -1) * coefficient));
  const sum = terms.reduce((total, term) => ops.add(total, term));
  if (requiresGrad) sum.requiresGrad = true;
  return sum;
}

/** Σ (−1)ⁱ aᵢ cos(2πik/N): every cosine window by its coefficients. */
export function generalCosine(m: number, given: WindowOptions & { a: readonly number[] }): Tensor {
  const { a, ...rest } = given;
  if (!Array.isArray(a) || a.length === 0)
    throw new TorchError('value', 'generalCosine: expected coefficients a, received none');
  return cosines('generalCosine', m, a, rest);
}
/** α − (1 − α) cos: a raised cosine. */
export function generalHamming(m: number, given: WindowOptions & { alpha?: number } = {}): Tensor {
  const { alpha = 0.54, ...rest } = given;
  return cosines('generalHamming', m, [alpha, 1 - alpha], rest);
}
/** Hann's window, zero at both ends. */
export const hann = (m: number, given: WindowOptions = {}): Tensor => cosines('hann', m, [0.5, 0.5], given);
/** Hamming's window. */
export const hamming = (m: number, given: WindowOptions = {}): Tensor => cosines('hamming', m, [0.54, 0.46], given);
/** Blackman's window. */
export const blackman = (m: number, given: WindowOptions = {}): Tensor =>
  cosines('blackman', m, [0.42, 0.5, 0.08], given);
/** Nuttall's four-term window. */
export const nuttall = (m: number, given: WindowOptions = {}): Tensor =>
  cosines('nuttall', m, [0.3635819, 0.4891775, 0.1365995, 0.0106411], given);

// Steps of 1 about the middle of the window.
function centred(m: number, given: WindowOptions): Tensor {
  const { requiresGrad: _, ...rest } = options(given);
  const middle = ((given.sym ?? true) ? m - 1 : m) / 2;
  return linspace(-middle, -middle + (m - 1), m, rest);
}

function made(tensor: Tensor, given: WindowOptions): Tensor {
  if (given.requiresGrad) tensor.requiresGrad = true;
  return tensor;
}

/** A triangle, zero at both ends. */
export function bartlett(m: number, given: WindowOptions = {}): Tensor {
  requireLength('bartlett', m);
  if (m <= 1) return ones([m], options(given));
  const half = ((given.sym ?? true) ? m - 1 : m) / 2;
  return made(ops.rsub(ops.abs(ops.div(centred(m, given), half)), 1), given);
}
/** Half a wave of a sine. */
export function cosine(m: number, given: WindowOptions = {}): Tensor {
  requireLength('cosine', m);
  if (m <= 1) return ones([m], options(given));
  const { requiresGrad: _, ...rest } = options(given);
  const length = (given.sym ?? true) ? m : m + 1;
  const k = ops.add(arange(0, m, rest.dtype ? rest : { ...rest, dtype: 'float32' }), 0.5);
  return made(ops.sin(ops.mul(k, Math.PI / length)), given);
}
/** e^(−|k|/τ) about the middle. */
export function exponential(m: number, given: WindowOptions & { center?: number; tau?: number } = {}): Tensor {
  requireLength('exponential', m);
  const { center, tau = 1, ...rest } = given;
  const sym = given.sym ?? true;
  if (!(tau > 0)) throw new TorchError('value', `exponential: expected tau above 0, received ${tau}`);
  if (sym && center !== undefined)
    throw new TorchError('value', 'exponential: a symmetric window has its centre in the middle', {
      hint: 'give { sym: false }',
    });
  if (m <= 1) return ones([m], options(rest));
  const middle = center ?? (sym ? m - 1 : m) / 2;
  const { requiresGrad: _, ...plain } = options(rest);
  const k = linspace(-middle, -middle + (m - 1), m, plain);
  return made(ops.exp(ops.div(ops.neg(ops.abs(k)), tau)), rest);
}
/** e^(−k²/2σ²) about the middle. */
export function gaussian(m: number, given: WindowOptions & { std?: number } = {}): Tensor {
  requireLength('gaussian', m);
  const { std = 1, ...rest } = given;
  if (!(std > 0)) throw new TorchError('value', `gaussian: expected std above 0, received ${std}`);
  if (m <= 1) return ones([m], options(rest));
  return made(ops.exp(ops.neg(ops.square(ops.div(centred(m, rest), std * Math.SQRT2)))), rest);
}
/** Kaiser's window: I₀(β√(1 − x²)) / I₀(β). */
export function kaiser(m: number, given: WindowOptions & { beta?: number } = {}): Tensor {
  requireLength('kaiser', m);
  const { beta = 12, ...rest } = given;
  if (!(beta >= 0)) throw new TorchError('value', `kaiser: expected beta of 0 or more, received ${beta}`);
  if (m <= 1) return ones([m], options(rest));
  const half = ((rest.sym ?? true) ? m - 1 : m) / 2;
  const x = ops.div(centred(m, rest), half);
  const root = ops.mul(ops.sqrt(ops.clampMin(ops.rsub(ops.square(x), 1), 0)), beta);
  const whole = ops.i0(ops.full([], beta, { dtype: x.dtype }));
  return made(ops.div(ops.i0(root), whole), rest);
}
