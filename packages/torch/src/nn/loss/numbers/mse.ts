import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { invalidArgument } from '../../errors.ts';
import { withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { code, reduced, together, WEIGHTED, type WeightedOptions } from '../reduction.ts';

/** (input − target)², averaged by `weight` where it is given. */
export function mseLoss(input: Tensor, target: Tensor, options?: WeightedOptions): Tensor {
  const { reduction, weight } = withDefaults('mseLoss', WEIGHTED, options);
  const [x, y] = together('mseLoss', input, target);
  if (weight && weight.shape.join() !== x.shape.join())
    throw invalidArgument('mseLoss', `weight of the shape (${x.shape.join(', ')})`, `(${weight.shape.join(', ')})`);
  if (weight === undefined) return ops.mseLoss(x, y, code('mseLoss', reduction));
  const weighted = ops.mul(ops.pow(ops.sub(x, y), 2), weight);
  return reduction === 'mean' ? ops.div(ops.sum(weighted), ops.sum(weight)) : reduced('mseLoss', weighted, reduction);
}

/** (input − target)². */
export class MSELoss extends Loss<WeightedOptions> {
  static readonly defaults = Object.freeze({ ...WEIGHTED });

  forward(input: Tensor, target: Tensor): Tensor {
    return mseLoss(input, target, this.options);
  }
}
