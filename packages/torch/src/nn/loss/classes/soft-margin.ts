import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { Loss } from '../loss.ts';
import { code, REDUCED, type ReductionOptions } from '../reduction.ts';

/** log(1 + e^(−target·input)), targets ±1. */
export function softMarginLoss(input: Tensor, target: Tensor, options?: ReductionOptions): Tensor {
  return ops.softMarginLoss(input, target, code('softMarginLoss', options?.reduction ?? 'mean'));
}

/** log(1 + e^(−target·input)), targets ±1. */
export class SoftMarginLoss extends Loss<ReductionOptions> {
  static readonly defaults = Object.freeze({ ...REDUCED });

  forward(input: Tensor, target: Tensor): Tensor {
    return softMarginLoss(input, target, this.options);
  }
}
