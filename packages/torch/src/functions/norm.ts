import { isOptions } from '../engine/is-options.ts';
import { ops } from '../engine/ops.ts';
import { TorchError } from '../errors.ts';
import type { DType } from '../tensor/dtype.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Which norm: a number, 'fro' (the root of the sum of squares), 'nuc' (the sum of a matrix's singular values). */
export type NormOrder = number | 'fro' | 'nuc' | null;

/** Options of `norm`. */
export interface NormOptions {
  p?: NormOrder;
  dim?: number | readonly number[] | null;
  keepdim?: boolean;
  dtype?: DType;
}

/**
 * The norm of all elements, or along dimensions.
 *
 * @example
 * torch.norm(x); // √Σx²
 * torch.norm(x, 1, 0); // Σ|x| down each column
 * torch.norm(x, 'nuc');
 */
export function norm(
  input: Tensor,
  p: NormOrder,
  dim: number | readonly number[] | null,
  keepdim: boolean,
  options?: Pick<NormOptions, 'dtype'>,
): Tensor;
export function norm(
  input: Tensor,
  p: NormOrder,
  dim: number | readonly number[] | null,
  options?: Pick<NormOptions, 'keepdim' | 'dtype'>,
): Tensor;
export function norm(input: Tensor, p: NormOrder, options?: Omit<NormOptions, 'p'>): Tensor;
export function norm(input: Tensor, options?: NormOptions): Tensor;
export function norm(input: Tensor, ...rest: unknown[]): Tensor {
  const last = rest.at(-1);
  const given = isOptions(last) ? rest.slice(0, -1) : rest;
  const [order, along, keep] = given as [NormOrder?, NormOptions['dim']?, boolean?]; // as: the signatures above
  const options = (isOptions(last) ? last : {}) as NormOptions; // as: the signatures above
  const p = order ?? options.p ?? 'fro';
  const dim = along ?? options.dim ?? null;
  const keepdim = keep ?? options.keepdim ?? false;
  const dims = dim === null ? null : typeof dim === 'number' ? [dim] : [...dim];
  const typed = options.dtype ? { dtype: options.dtype } : {};
  if (p === 'nuc') {
    const places = dims ?? input.shape.map((_, d) => d);
    if (places.length !== 2)
      throw new TorchError('value', `norm: 'nuc' is of two dimensions, received ${places.length}`, {
        hint: 'give { dim: [a, b] }',
      });
    return ops.linalgMatrixNorm(input, 'nuc', places, keepdim, typed);
  }
  if (p !== 'fro' && typeof p !== 'number')
    throw new TorchError('value', `norm: expected p as a number, 'fro' or 'nuc', received '${p}'`);
  return ops.linalgVectorNorm(input, p === 'fro' ? 2 : p, dims, keepdim, typed);
}
