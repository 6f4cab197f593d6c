import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { code, type Margin, type MarginOptions } from '../reduction.ts';

const HINGE: Margin = { reduction: 'mean', margin: 1 };

/** input where the target is 1, max(0, margin − input) where it is −1. */
export function hingeEmbeddingLoss(input: Tensor, target: Tensor, options?: MarginOptions): Tensor {
  const { margin, reduction } = withDefaults('hingeEmbeddingLoss', HINGE, options);
  return ops.hingeEmbeddingLoss(input, target, margin, code('hingeEmbeddingLoss', reduction));
}

/** input where the target is 1, max(0, margin − input) where it is −1. */
export class HingeEmbeddingLoss extends Loss<MarginOptions> {
  static readonly defaults = Object.freeze({ ...HINGE });

  forward(input: Tensor, target: Tensor): Tensor {
    return hingeEmbeddingLoss(input, target, this.options);
  }
}
