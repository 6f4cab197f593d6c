import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { code, REDUCED, type ReductionOptions, together } from '../reduction.ts';

/** |input − target|. */
export function l1Loss(input: Tensor, target: Tensor, options?: ReductionOptions): Tensor {
  const { reduction } = withDefaults('l1Loss', REDUCED, options);
  const [x, y] = together('l1Loss', input, target);
  return ops.l1Loss(x, y, code('l1Loss', reduction));
}

/** |input − target|. */
export class L1Loss extends Loss<ReductionOptions> {
  static readonly defaults = Object.freeze({ ...REDUCED });

  forward(input: Tensor, target: Tensor): Tensor {
    return l1Loss(input, target, this.options);
  }
}
