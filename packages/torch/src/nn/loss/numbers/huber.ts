import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { type Options, withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { code, type Reduced, together } from '../reduction.ts';

interface Huber extends Reduced {
  delta: number;
}

const HUBER: Huber = { reduction: 'mean', delta: 1 };

export type HuberOptions = Options<Huber>;

/** d²/2 where |d| < δ, else δ(|d| − δ/2). */
export function huberLoss(input: Tensor, target: Tensor, options?: HuberOptions): Tensor {
  const { reduction, delta } = withDefaults('huberLoss', HUBER, options);
  const [x, y] = together('huberLoss', input, target);
  return ops.huberLoss(x, y, code('huberLoss', reduction), delta);
}

/** d²/2 where |d| < δ, else δ(|d| − δ/2). */
export class HuberLoss extends Loss<HuberOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return huberLoss(input, target, this.options);
  }
}
