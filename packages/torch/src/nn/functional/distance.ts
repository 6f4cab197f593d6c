import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type Options, withDefaults } from '../options.ts';

interface Cosine {
  dim: number;
  eps: number;
}
const COSINE: Cosine = { dim: 1, eps: 1e-8 };
export type CosineSimilarityOptions = Options<Cosine>;

/** x₁·x₂ / (‖x₁‖‖x₂‖) along `dim`. */
export function cosineSimilarity(x1: Tensor, x2: Tensor, options?: CosineSimilarityOptions): Tensor {
  const { dim, eps } = withDefaults('cosineSimilarity', COSINE, options);
  return ops.cosineSimilarity(x1, x2, dim, eps);
}

interface Pairwise {
  p: number;
  eps: number;
  keepdim: boolean;
}
const PAIRWISE: Pairwise = { p: 2, eps: 1e-6, keepdim: false };
export type PairwiseDistanceOptions = Options<Pairwise>;

/** ‖x₁ − x₂ + eps‖ₚ along the last dimension. */
export function pairwiseDistance(x1: Tensor, x2: Tensor, options?: PairwiseDistanceOptions): Tensor {
  const { p, eps, keepdim } = withDefaults('pairwiseDistance', PAIRWISE, options);
  return ops.pairwiseDistance(x1, x2, p, eps, keepdim);
}

/** The p-norm distances of all pairs of rows, in order (0,1), (0,2), … */
export const pdist = (input: Tensor, options?: Options<{ p: number }>): Tensor => ops.pdist(input, options?.p ?? 2);
