import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { invalidArgument } from '../../errors.ts';
import { type Options, withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { code, type Reduced, together } from '../reduction.ts';
import { l1Loss } from './l1.ts';

interface SmoothL1 extends Reduced {
  beta: number;
}

const SMOOTH_L1: SmoothL1 = { reduction: 'mean', beta: 1 };

export type SmoothL1Options = Options<SmoothL1>;

// What `smoothL1Loss` needs of its options.
function checkSmoothL1(where: string, { beta }: SmoothL1): void {
  if (!(beta >= 0)) throw invalidArgument(where, 'beta of 0 or more', String(beta));
}

/** d²/2β where |d| < β, else |d| − β/2. */
export function smoothL1Loss(input: Tensor, target: Tensor, options?: SmoothL1Options): Tensor {
  const o = withDefaults('smoothL1Loss', SMOOTH_L1, options);
  checkSmoothL1('smoothL1Loss', o);
  const { reduction, beta } = o;
  if (beta === 0) return l1Loss(input, target, { reduction });
  const [x, y] = together('smoothL1Loss', input, target);
  return ops.smoothL1Loss(x, y, code('smoothL1Loss', reduction), beta);
}

/** d²/2β where |d| < β, else |d| − β/2. */
export class SmoothL1Loss extends Loss<SmoothL1Options> {
  static readonly defaults = Object.freeze({ ...SMOOTH_L1 });
  static readonly check = checkSmoothL1;

  forward(input: Tensor, target: Tensor): Tensor {
    return smoothL1Loss(input, target, this.options);
  }
}
