import { ops } from '../engine/ops.ts';
import { TorchError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { jvp } from './forward.ts';
import { vjp } from './grad.ts';
import { vmap } from './vmap.ts';

/**
 * A function that gives the Jacobian of another by one of its arguments, (…output, …input), all rows at once.
 *
 * @example
 * const j = torch.func.jacrev((x) => x.exp())(x); // (3, 3) of x (3)
 */
export function jacrev(
  f: (...inputs: Tensor[]) => Tensor,
  options: { argnum?: number } = {},
): (...inputs: Tensor[]) => Tensor {
  const { argnum = 0 } = options;
  return (...inputs) => {
    const input = inputs[argnum];
    if (input === undefined) throw new TorchError('value', `jacrev: there is no argument ${argnum}`);
    const [value, pull] = vjp((x) => f(...inputs.map((each, i) => (i === argnum ? x : each))), input);
    const count = value.numel();
    const shape = [...value.shape, ...input.shape];
    if (count === 0) return ops.zeros(shape, { dtype: value.dtype, device: value.device });
    const units = ops.reshape(ops.eye(count, { dtype: value.dtype, device: value.device }), [count, ...value.shape]);
    return ops.reshape(vmap((unit: Tensor) => pull(unit)[0]!, { randomness: 'same' })(units), shape); // one input
  };
}

/**
 * A function that gives the Jacobian of another by one of its arguments, (…output, …input), all columns at once: quicker than
 * `jacrev` where there are more outputs than inputs.
 *
 * @example
 * const j = torch.func.jacfwd((x) => x.exp())(x); // (3, 3) of x (3)
 */
export function jacfwd(
  f: (...inputs: Tensor[]) => Tensor,
  options: { argnum?: number } = {},
): (...inputs: Tensor[]) => Tensor {
  const { argnum = 0 } = options;
  return (...inputs) => {
    const input = inputs[argnum];
    if (input === undefined) throw new TorchError('value', `jacfwd: there is no argument ${argnum}`);
    const alone = (x: Tensor) => f(...inputs.map((each, i) => (i === argnum ? x : each)));
    const count = input.numel();
    if (count === 0) {
      const value = alone(input);
      return ops.zeros([...value.shape, ...input.shape], { dtype: value.dtype, device: value.device });
    }
    const units = ops.reshape(ops.eye(count, { dtype: input.dtype, device: input.device }), [count, ...input.shape]);
    const columns = vmap((unit: Tensor) => jvp(alone, [input], [unit])[1], { outDims: -1, randomness: 'same' })(units);
    return ops.reshape(columns, [...columns.shape.slice(0, -1), ...input.shape]);
  };
}

/**
 * A function that gives the second derivatives of another, whose value is one number: (…input, …input).
 *
 * @example
 * const h = torch.func.hessian((x) => x.pow(3).sum())(x);
 */
export const hessian = (
  f: (...inputs: Tensor[]) => Tensor,
  options: { argnum?: number } = {},
): ((...inputs: Tensor[]) => Tensor) => jacrev(jacrev(f, options), options);
