import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { invalidArgument } from '../../errors.ts';
import { pairwiseDistance } from '../../functional/distance.ts';
import { type Options, withDefaults } from '../../options.ts';
import { Loss, type Triple } from '../loss.ts';
import { type Margin, reduced, requireSameDims } from '../reduction.ts';

interface TripletDistance extends Margin {
  distanceFunction: (a: Tensor, b: Tensor) => Tensor;
  swap: boolean;
}

const TRIPLET_DISTANCE: TripletDistance = {
  reduction: 'mean',
  margin: 1,
  distanceFunction: pairwiseDistance,
  swap: false,
};

export type TripletDistanceOptions = Options<TripletDistance>;

// What `tripletMarginWithDistanceLoss` needs of its options.
function checkTripletDistance(where: string, { margin }: TripletDistance): void {
  if (!(margin > 0)) throw invalidArgument(where, 'margin above 0', String(margin));
}

/** The triplet margin loss with a distance of one's own. */
export function tripletMarginWithDistanceLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options?: TripletDistanceOptions,
): Tensor {
  const o = withDefaults('tripletMarginWithDistanceLoss', TRIPLET_DISTANCE, options);
  checkTripletDistance('tripletMarginWithDistanceLoss', o);
  requireSameDims('tripletMarginWithDistanceLoss', anchor, positive, negative);
  const { distanceFunction, margin, swap, reduction } = o;
  const near = distanceFunction(anchor, positive);
  let far = distanceFunction(anchor, negative);
  if (swap) far = ops.minimum(far, distanceFunction(positive, negative));
  return reduced('tripletMarginWithDistanceLoss', ops.clampMin(ops.sub(ops.add(near, margin), far), 0), reduction);
}

/** The triplet margin loss with a distance of one's own. */
export class TripletMarginWithDistanceLoss extends Loss<TripletDistanceOptions, Triple> {
  static readonly defaults = Object.freeze({ ...TRIPLET_DISTANCE });
  static readonly check = checkTripletDistance;

  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return tripletMarginWithDistanceLoss(anchor, positive, negative, this.options);
  }
}
