import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { type Options, withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { code, type Reduced, together } from '../reduction.ts';
import { l1Loss } from './l1.ts';

interface SmoothL1 extends Reduced {
  beta: number;
}

const SMOOTH_L1: SmoothL1 = { reduction: 'mean', beta: 1 };

export type SmoothL1Options = Options<SmoothL1>;

/** d²/2β where |d| < β, else |d| − β/2. */
export function smoothL1Loss(input: Tensor, target: Tensor, options?: SmoothL1Options): Tensor {
  const { reduction, beta } = withDefaults('smoothL1Loss', SMOOTH_L1, options);
  if (beta === 0) return l1Loss(input, target, { reduction });
  const [x, y] = together('smoothL1Loss', input, target);
  return ops.smoothL1Loss(x, y, code('smoothL1Loss', reduction), beta);
}

/** d²/2β where |d| < β, else |d| − β/2. */
export class SmoothL1Loss extends Loss<SmoothL1Options> {
  forward(input: Tensor, target: Tensor): Tensor {
    return smoothL1Loss(input, target, this.options);
  }
}
