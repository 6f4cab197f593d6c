import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { invalidArgument } from '../../errors.ts';
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

// What `tripletMarginLoss` needs of its options.
function checkTriplet(where: string, { margin }: Triplet): void {
  if (!(margin > 0)) throw invalidArgument(where, 'margin above 0', String(margin));
}

/** max(0, d(anchor, positive) − d(anchor, negative) + margin). */
export function tripletMarginLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options?: TripletMarginOptions,
): Tensor {
  const o = withDefaults('tripletMarginLoss', TRIPLET, options);
  checkTriplet('tripletMarginLoss', o);
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
  static readonly defaults = Object.freeze({ ...TRIPLET });
  static readonly check = checkTriplet;

  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return tripletMarginLoss(anchor, positive, negative, this.options);
  }
}
