import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { code, type Margin, type MarginOptions, requireSameDims } from '../reduction.ts';

export const RANKING: Margin = { reduction: 'mean', margin: 0 };

/** max(0, −target·(input1 − input2) + margin). */
export function marginRankingLoss(input1: Tensor, input2: Tensor, target: Tensor, options?: MarginOptions): Tensor {
  const { margin, reduction } = withDefaults('marginRankingLoss', RANKING, options);
  requireSameDims('marginRankingLoss', input1, input2, target);
  return ops.marginRankingLoss(input1, input2, target, margin, code('marginRankingLoss', reduction));
}

/** max(0, −target·(input1 − input2) + margin). */
export class MarginRankingLoss extends Loss<MarginOptions, [input1: Tensor, input2: Tensor, target: Tensor]> {
  static readonly defaults = Object.freeze({ ...RANKING });

  forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    return marginRankingLoss(input1, input2, target, this.options);
  }
}
