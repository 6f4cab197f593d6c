import type { Tensor } from '../../tensor/tensor.ts';
import * as F from '../functional/distance.ts';
import { Module } from '../module/module.ts';
import { pairs } from '../module/print.ts';

/** x₁·x₂ / (‖x₁‖‖x₂‖) along `dim`. */
export class CosineSimilarity extends Module<[x1: Tensor, x2: Tensor]> {
  readonly options: F.CosineSimilarityOptions | undefined;

  constructor(options?: F.CosineSimilarityOptions) {
    super();
    this.options = options;
  }

  forward(x1: Tensor, x2: Tensor): Tensor {
    return F.cosineSimilarity(x1, x2, this.options);
  }

  override extraRepr(): string {
    return pairs({ ...this.options });
  }
}

/** ‖x₁ − x₂ + eps‖ₚ along the last dimension. */
export class PairwiseDistance extends Module<[x1: Tensor, x2: Tensor]> {
  readonly options: F.PairwiseDistanceOptions | undefined;

  constructor(options?: F.PairwiseDistanceOptions) {
    super();
    this.options = options;
  }

  forward(x1: Tensor, x2: Tensor): Tensor {
    return F.pairwiseDistance(x1, x2, this.options);
  }

  override extraRepr(): string {
    return pairs({ ...this.options });
  }
}
