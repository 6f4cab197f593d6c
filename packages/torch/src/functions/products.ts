// Functions whose arguments Python shapes before it calls aten.
import { isOptions } from '../engine/is-options.ts';
import { ops } from '../engine/ops.ts';
import { TorchError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** How `cdist` computes Euclidean distances: by a matrix product when there are more than 25 rows, always, or never. */
export type CdistMode =
  | 'use_mm_for_euclid_dist_if_necessary'
  | 'use_mm_for_euclid_dist'
  | 'donot_use_mm_for_euclid_dist';

const CDIST_MODES: readonly CdistMode[] = [
  'use_mm_for_euclid_dist_if_necessary',
  'use_mm_for_euclid_dist',
  'donot_use_mm_for_euclid_dist',
];

/**
 * The distances between the rows of two matrices: (…, P, M) and (…, R, M) → (…, P, R).
 *
 * @example
 * torch.cdist(a, b); // Euclidean
 * torch.cdist(a, b, { p: 1 });
 */
export function cdist(x1: Tensor, x2: Tensor, p: number, options?: { computeMode?: CdistMode | number | null }): Tensor;
export function cdist(
  x1: Tensor,
  x2: Tensor,
  options?: { p?: number; computeMode?: CdistMode | number | null },
): Tensor;
export function cdist(
  x1: Tensor,
  x2: Tensor,
  p: number | { p?: number; computeMode?: CdistMode | number | null } = {},
  options: { computeMode?: CdistMode | number | null } = {},
): Tensor {
  const { p: order = 2, computeMode: mode = null } = typeof p === 'number' ? { ...options, p } : { ...options, ...p };
  if (typeof mode === 'string' && !CDIST_MODES.includes(mode))
    throw new TorchError('value', `cdist: there is no computeMode '${mode}'`, {
      hint: `one of ${CDIST_MODES.join(', ')}`,
    });
  return ops.cdist(x1, x2, order, typeof mode === 'string' ? CDIST_MODES.indexOf(mode) : mode);
}

/**
 * Sums of products by Einstein's notation.
 *
 * @example
 * torch.einsum('bij,bjk->bik', a, b);
 */
export function einsum(equation: string, ...tensors: Tensor[]): Tensor;
export function einsum(
  equation: string,
  tensors: readonly Tensor[],
  options?: { path?: readonly number[] | null },
): Tensor;
export function einsum(equation: string, ...given: unknown[]): Tensor {
  const last = given.at(-1);
  const options = isOptions(last) ? last : {};
  const tensors = (isOptions(last) ? given.slice(0, -1) : given).flat() as Tensor[]; // as: the operator checks
  return ops.einsum(equation, tensors, options as { path?: readonly number[] | null }); // as: the operator checks
}

/**
 * Coordinates of a grid, one tensor a dimension.
 *
 * @param indexing 'ij' (the default): the first tensor's values vary along the first dimension; 'xy': along the second
 * @example
 * const [y, x] = torch.meshgrid(torch.arange(4), torch.arange(3));
 */
export function meshgrid(...tensors: Tensor[]): Tensor[];
export function meshgrid(tensors: readonly Tensor[], options?: { indexing?: 'ij' | 'xy' }): Tensor[];
export function meshgrid(...given: unknown[]): Tensor[] {
  const last = given.at(-1);
  const { indexing = 'ij', ...rest } = isOptions(last) ? last : {};
  const tensors = (isOptions(last) ? given.slice(0, -1) : given).flat() as Tensor[]; // as: the operator checks
  return ops.meshgrid(tensors, { ...rest, indexing: String(indexing) });
}

/** How many dimensions are summed over, or which of both. */
export type Contracted = number | readonly [readonly number[], readonly number[]];

/**
 * Sums of products over dimensions of both: the last `dims` of the first with the first `dims` of the second, or those that
 * are listed.
 *
 * @example
 * torch.tensordot(a, b, 2);
 * torch.tensordot(a, b, [[1, 0], [0, 1]]);
 */
export function tensordot(a: Tensor, b: Tensor, dims?: Contracted): Tensor;
export function tensordot(a: Tensor, b: Tensor, options: { dims?: Contracted }): Tensor;
export function tensordot(a: Tensor, b: Tensor, dimsSelf: readonly number[], dimsOther: readonly number[]): Tensor;
export function tensordot(
  a: Tensor,
  b: Tensor,
  given: Contracted | readonly number[] | { dims?: Contracted } = 2,
  dimsOther?: readonly number[],
): Tensor {
  if (dimsOther !== undefined) return ops.tensordot(a, b, given as readonly number[], dimsOther); // as: the last signature
  const dims = (isOptions(given) ? (given.dims ?? 2) : given) as Contracted; // as: the first two signatures
  if (typeof dims !== 'number') return ops.tensordot(a, b, dims[0], dims[1]);
  if (!Number.isSafeInteger(dims) || dims < 0 || dims > Math.min(a.ndim, b.ndim))
    throw new TorchError('value', `tensordot: expected from 0 to ${Math.min(a.ndim, b.ndim)} dims, received ${dims}`);
  const range = (from: number) => Array.from({ length: dims }, (_, i) => from + i);
  return ops.tensordot(a, b, range(a.ndim - dims), range(0));
}
