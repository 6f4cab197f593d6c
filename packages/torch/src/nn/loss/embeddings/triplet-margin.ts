import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { type Options, withDefaults } from '../../options.ts';
import { Loss, type Triple } from '../loss.ts';
import { code, type Margin } from '../reduction.ts';

interface Triplet extends Margin {
  p: number;
  eps: number;
  swap: boolean;
}

const TRIPLET: Triplet = { reduction: 'mean', margin: 1, p: 2, eps: 1e-6, swap: false };

export type TripletMarginOptions = Options<Triplet>;

/** max(0, d(anchor, positive) − d(anchor, negative) + margin). */
export function tripletMarginLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options?: TripletMarginOptions,
): Tensor {
  const o = withDefaults('tripletMarginLoss', TRIPLET, options);
  return ops.tripletMarginLoss(
    anchor,
    positive,
    negative,
    o.margin,
    o.p,
    o.eps,
    o.swap,
    code('tripletMarginLoss', o.reduction),
  );
}

/** max(0, d(anchor, positive) − d(anchor, negative) + margin). */
export class TripletMarginLoss extends Loss<TripletMarginOptions, Triple> {
  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return tripletMarginLoss(anchor, positive, negative, this.options);
  }
}
