// torch.sparse: products with sparse matrices.
import { ops } from '../engine/ops.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** The product of a sparse matrix and a matrix; with `reduce` another reduction than the sum, of CSR matrices. */
export const mm = (sparse: Tensor, dense: Tensor, reduce?: 'sum' | 'mean' | 'amax' | 'amin'): Tensor =>
  reduce === undefined ? ops._sparseMm(sparse, dense) : ops._sparseMm(sparse, dense, reduce);
/** β · input + α · (a · b), at the places that a CSR matrix has alone. */
export const sampledAddmm = (
  input: Tensor,
  a: Tensor,
  b: Tensor,
  options: { beta?: number; alpha?: number } = {},
): Tensor => ops.sparseSampledAddmm(input, a, b, options);
