import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { code, type MarginOptions } from '../reduction.ts';
import { RANKING } from './margin-ranking.ts';

/** 1 − cos for pairs with target 1, max(0, cos − margin) for those with −1. */
export function cosineEmbeddingLoss(input1: Tensor, input2: Tensor, target: Tensor, options?: MarginOptions): Tensor {
  const { margin, reduction } = withDefaults('cosineEmbeddingLoss', RANKING, options);
  return ops.cosineEmbeddingLoss(input1, input2, target, margin, code('cosineEmbeddingLoss', reduction));
}

/** 1 − cos for pairs with target 1, max(0, cos − margin) for those with −1. */
export class CosineEmbeddingLoss extends Loss<MarginOptions, [input1: Tensor, input2: Tensor, target: Tensor]> {
  static readonly defaults = Object.freeze({ ...RANKING });

  forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    return cosineEmbeddingLoss(input1, input2, target, this.options);
  }
}
