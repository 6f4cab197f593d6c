import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { invalidArgument } from '../../errors.ts';
import { type Options, withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { code, type Reduced, together } from '../reduction.ts';

interface Huber extends Reduced {
  delta: number;
}

const HUBER: Huber = { reduction: 'mean', delta: 1 };

export type HuberOptions = Options<Huber>;

// What `huberLoss` needs of its options.
function checkHuber(where: string, { delta }: Huber): void {
  if (!(delta > 0)) throw invalidArgument(where, 'delta above 0', String(delta));
}

/** d²/2 where |d| < δ, else δ(|d| − δ/2). */
export function huberLoss(input: Tensor, target: Tensor, options?: HuberOptions): Tensor {
  const o = withDefaults('huberLoss', HUBER, options);
  checkHuber('huberLoss', o);
  const { reduction, delta } = o;
  const [x, y] = together('huberLoss', input, target);
  return ops.huberLoss(x, y, code('huberLoss', reduction), delta);
}

/** d²/2 where |d| < δ, else δ(|d| − δ/2). */
export class HuberLoss extends Loss<HuberOptions> {
  static readonly defaults = Object.freeze({ ...HUBER });
  static readonly check = checkHuber;

  forward(input: Tensor, target: Tensor): Tensor {
    return huberLoss(input, target, this.options);
  }
}
