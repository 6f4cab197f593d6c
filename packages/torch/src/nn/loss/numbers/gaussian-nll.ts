import { noGrad } from '../../../autograd/autograd.ts';
import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { type Options, withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { type Reduced, reduced } from '../reduction.ts';

interface Gaussian extends Reduced {
  full: boolean;
  eps: number;
}

const GAUSSIAN: Gaussian = { reduction: 'mean', full: false, eps: 1e-6 };

export type GaussianNLLOptions = Options<Gaussian>;

/** ½(log var + (input − target)²/var): numbers with a predicted mean and variance. */
export function gaussianNllLoss(input: Tensor, target: Tensor, variance: Tensor, options?: GaussianNLLOptions): Tensor {
  const { full, eps, reduction } = withDefaults('gaussianNllLoss', GAUSSIAN, options);
  const missing = variance.ndim === input.ndim - 1; // one variance for each example
  const v = (missing ? ops.unsqueeze(variance, -1) : variance).clone();
  noGrad(() => ops.clampMin_(v, eps)); // the gradient passes as though unclamped
  const loss = ops.mul(ops.add(ops.log(v), ops.div(ops.pow(ops.sub(input, target), 2), v)), 0.5);
  return reduced('gaussianNllLoss', full ? ops.add(loss, 0.5 * Math.log(2 * Math.PI)) : loss, reduction);
}

/** Numbers with a predicted mean and variance. */
export class GaussianNLLLoss extends Loss<GaussianNLLOptions, [input: Tensor, target: Tensor, variance: Tensor]> {
  forward(input: Tensor, target: Tensor, variance: Tensor): Tensor {
    return gaussianNllLoss(input, target, variance, this.options);
  }
}
