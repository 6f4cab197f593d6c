import { noGrad } from '../../../autograd/autograd.ts';
import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { invalidArgument } from '../../errors.ts';
import { type Options, withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { type Reduced, reduced } from '../reduction.ts';

interface Gaussian extends Reduced {
  full: boolean;
  eps: number;
}

const GAUSSIAN: Gaussian = { reduction: 'mean', full: false, eps: 1e-6 };

export type GaussianNLLOptions = Options<Gaussian>;

// What `gaussianNllLoss` needs of its options.
function checkGaussian(where: string, { eps }: Gaussian): void {
  if (!(eps > 0)) throw invalidArgument(where, 'eps above 0', String(eps));
}

/** ½(log var + (input − target)²/var): numbers with a predicted mean and variance. */
export function gaussianNllLoss(input: Tensor, target: Tensor, variance: Tensor, options?: GaussianNLLOptions): Tensor {
  const o = withDefaults('gaussianNllLoss', GAUSSIAN, options);
  checkGaussian('gaussianNllLoss', o);
  const { full, eps, reduction } = o;
  const shapes = [input.shape, variance.shape] as const;
  const missing = shapes[1].join() === shapes[0].slice(0, -1).join() && shapes[0].length > 0; // one variance for each example
  const fits = shapes[0].length === shapes[1].length && shapes[0].every((size, d) => [size, 1].includes(shapes[1][d]!)); // as many
  if (!missing && !fits)
    throw invalidArgument(
      'gaussianNllLoss',
      `variance of shape (${shapes[0].join(', ')}), a 1 in place of some sizes, or without the last`,
      `(${shapes[1].join(', ')})`,
    );
  if (ops.any(ops.lt(variance, 0)).item())
    throw invalidArgument('gaussianNllLoss', 'variances of 0 or more', 'a negative one');
  const v = (missing ? ops.unsqueeze(variance, -1) : variance).clone();
  noGrad(() => ops.clampMin_(v, eps)); // the gradient passes as though unclamped
  const loss = ops.mul(ops.add(ops.log(v), ops.div(ops.pow(ops.sub(input, target), 2), v)), 0.5);
  return reduced('gaussianNllLoss', full ? ops.add(loss, 0.5 * Math.log(2 * Math.PI)) : loss, reduction);
}

/** Numbers with a predicted mean and variance. */
export class GaussianNLLLoss extends Loss<GaussianNLLOptions, [input: Tensor, target: Tensor, variance: Tensor]> {
  static readonly defaults = Object.freeze({ ...GAUSSIAN });
  static readonly check = checkGaussian;

  forward(input: Tensor, target: Tensor, variance: Tensor): Tensor {
    return gaussianNllLoss(input, target, variance, this.options);
  }
}
