import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { type Options, withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { type Reduced, reduced } from '../reduction.ts';
import { binaryCrossEntropyWithLogits } from './bce-with-logits.ts';

interface Focal extends Reduced {
  alpha: number;
  gamma: number;
}

const FOCAL: Focal = { reduction: 'none', alpha: 0.25, gamma: 2 };

export type FocalOptions = Options<Focal>;

/** Binary cross-entropy with logits that plays down what is already right (Lin et al. 2017); as in torchvision. */
export function sigmoidFocalLoss(input: Tensor, target: Tensor, options?: FocalOptions): Tensor {
  const { alpha, gamma, reduction } = withDefaults('sigmoidFocalLoss', FOCAL, options);
  const p = ops.sigmoid(input);
  const entropy = binaryCrossEntropyWithLogits(input, target, { reduction: 'none' });
  const right = ops.add(ops.mul(p, target), ops.mul(ops.rsub(p, 1), ops.rsub(target, 1)));
  let loss = ops.mul(entropy, ops.pow(ops.rsub(right, 1), gamma));
  if (alpha >= 0) loss = ops.mul(loss, ops.add(ops.mul(target, alpha), ops.mul(ops.rsub(target, 1), 1 - alpha)));
  return reduced('sigmoidFocalLoss', loss, reduction);
}

/** Binary cross-entropy with logits that plays down what is already right (Lin et al. 2017). */
export class SigmoidFocalLoss extends Loss<FocalOptions> {
  static readonly defaults = Object.freeze({ ...FOCAL });

  forward(input: Tensor, target: Tensor): Tensor {
    return sigmoidFocalLoss(input, target, this.options);
  }
}
