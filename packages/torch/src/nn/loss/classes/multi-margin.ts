import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { type Options, withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { code, type Weighted } from '../reduction.ts';

interface MultiMargin extends Weighted {
  p: number;
  margin: number;
}

const MULTI_MARGIN: MultiMargin = { reduction: 'mean', weight: undefined, p: 1, margin: 1 };

export type MultiMarginOptions = Options<MultiMargin>;

/** Σ max(0, margin − input[target] + input[i])ᵖ / C. */
export function multiMarginLoss(input: Tensor, target: Tensor, options?: MultiMarginOptions): Tensor {
  const o = withDefaults('multiMarginLoss', MULTI_MARGIN, options);
  return ops.multiMarginLoss(input, target, o.p, o.margin, o.weight ?? null, code('multiMarginLoss', o.reduction));
}

/** Σ max(0, margin − input[target] + input[i])ᵖ / C. */
export class MultiMarginLoss extends Loss<MultiMarginOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return multiMarginLoss(input, target, this.options);
  }
}
