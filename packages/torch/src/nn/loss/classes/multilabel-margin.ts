import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { Loss } from '../loss.ts';
import { code, REDUCED, type ReductionOptions } from '../reduction.ts';

/** The hinge between every target class (listed first, ended by −1) and every other. */
export function multilabelMarginLoss(input: Tensor, target: Tensor, options?: ReductionOptions): Tensor {
  return ops.multilabelMarginLoss(input, target, code('multilabelMarginLoss', options?.reduction ?? 'mean'));
}

/** The hinge between every target class and every other. */
export class MultiLabelMarginLoss extends Loss<ReductionOptions> {
  static readonly defaults = Object.freeze({ ...REDUCED });

  forward(input: Tensor, target: Tensor): Tensor {
    return multilabelMarginLoss(input, target, this.options);
  }
}
