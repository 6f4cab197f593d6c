import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { logsigmoid } from '../../functional/activation.ts';
import { withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { reduced, WEIGHTED, type WeightedOptions } from '../reduction.ts';

/** Binary cross-entropy with logits, averaged over classes. */
export function multilabelSoftMarginLoss(input: Tensor, target: Tensor, options?: WeightedOptions): Tensor {
  const { weight, reduction } = withDefaults('multilabelSoftMarginLoss', WEIGHTED, options);
  const negative = ops.mul(ops.rsub(target, 1), logsigmoid(ops.neg(input)));
  let loss = ops.neg(ops.add(ops.mul(target, logsigmoid(input)), negative));
  if (weight) loss = ops.mul(loss, weight);
  return reduced('multilabelSoftMarginLoss', ops.div(ops.sum(loss, [-1]), input.shape.at(-1)!), reduction);
}

/** Binary cross-entropy with logits, averaged over classes. */
export class MultiLabelSoftMarginLoss extends Loss<WeightedOptions> {
  static readonly defaults = Object.freeze({ ...WEIGHTED });

  forward(input: Tensor, target: Tensor): Tensor {
    return multilabelSoftMarginLoss(input, target, this.options);
  }
}
