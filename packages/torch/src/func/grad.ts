import { enableGrad } from '../autograd/autograd.ts';
import { runGrad } from '../autograd/hooks.ts';
import { native } from '../engine/native.ts';
import { ops } from '../engine/ops.ts';
import { TorchError } from '../errors.ts';
import { Tensor } from '../tensor/tensor.ts';
import { mapTensors, type Tree, tensorsOf } from './tree.ts';

/** By which arguments a function is differentiated: the first, unless `argnums` says others. */
export interface GradOptions {
  argnums?: number | readonly number[];
}

interface Tracked {
  level: number;
  /** Tensors of each argument, tracked. */
  inputs: unknown[];
}

// A level of its own: what is tracked there is not seen by other levels, so that grad stands in vmap and in grad.
function atLevel<T>(args: readonly unknown[], argnums: readonly number[], body: (tracked: Tracked) => T): T {
  for (const i of argnums)
    if (!(Number.isInteger(i) && i >= 0 && i < args.length) || tensorsOf(args[i]).length === 0)
      throw new TorchError('value', `grad: argument ${i} holds no tensor to differentiate by`);
  const level = native.pushGrad();
  try {
    return enableGrad(() => {
      const inputs = args.map((arg, i) =>
        mapTensors(arg, (tensor) => new Tensor(native.track(tensor._live, level, argnums.includes(i)))),
      );
      return body({ level, inputs });
    });
  } finally {
    native.popLevel();
  }
}

const leave = (value: unknown, level: number): unknown =>
  mapTensors(value, (tensor) => new Tensor(native.untrack(tensor._live, level)));

// The gradients in the shape of the arguments; zeros for those that the output does not depend on.
function gradientsOf(output: Tensor, weights: Tensor | undefined, wanted: unknown, level: number): unknown {
  const leaves = tensorsOf(wanted);
  const found = output.requiresGrad
    ? runGrad([output], leaves, weights && [weights], { retainGraph: true, createGraph: true, allowUnused: true })
    : [];
  let next = 0;
  const all = mapTensors(wanted, (leaf) => found[next++] ?? ops.zerosLike(leaf));
  return leave(all, level);
}

type Chosen = number | readonly number[] | undefined;
const chosen = (argnums: Chosen): readonly number[] => (typeof argnums === 'object' ? argnums : [argnums ?? 0]);

/**
 * A function that gives the gradient and the value of another, whose value is one number.
 *
 * @example
 * const [gradient, value] = torch.func.gradAndValue((x) => x.square().sum())(x);
 */
export function gradAndValue<Args extends unknown[]>(
  f: (...args: Args) => Tensor,
  options: GradOptions = {},
): (...args: Args) => [gradient: Tree, value: Tensor] {
  const numbers = chosen(options.argnums);
  return (...args) =>
    atLevel(args, numbers, ({ level, inputs }) => {
      const output = f(...(inputs as Args)); // as: the same, tracked
      if (!(output instanceof Tensor) || output.ndim !== 0)
        throw new TorchError(
          'shape',
          `grad: expected a function that gives one number, received ${output instanceof Tensor ? `a tensor of shape [${output.shape}]` : typeof output}`,
          { hint: 'sum() or mean() the result, or use jacrev' },
        );
      const all = numbers.map((i) => gradientsOf(output, undefined, inputs[i], level));
      const gradient = typeof options.argnums === 'object' ? all : all[0];
      return [gradient as Tree, leave(output, level) as Tensor]; // as: the arguments' own shapes
    });
}

/**
 * A function that gives the gradient of another, whose value is one number, by its first argument: a tensor, or arrays and
 * records of tensors.
 *
 * @throws {TorchError} shape — where the value is not one number
 * @example
 * const slope = torch.func.grad((x) => x.sin())(torch.tensor(0)); // cos 0 = 1
 * const curve = torch.func.grad(torch.func.grad((x) => x.pow(3)))(torch.tensor(2)); // 6 · 2
 */
export function grad<Args extends unknown[], G extends Tree = Tensor>(
  f: (...args: Args) => Tensor,
  options: GradOptions = {},
): (...args: Args) => G {
  const both = gradAndValue(f, options);
  return (...args) => both(...args)[0] as G; // as: the shape of the argument
}

/**
 * The value of a function at its arguments, and another function: of a vector, that vector times the Jacobian.
 *
 * @example
 * const [value, pull] = torch.func.vjp((x) => x.sin(), x);
 * const [product] = pull(torch.ones([3]));
 */
export function vjp(
  f: (...inputs: Tensor[]) => Tensor,
  ...inputs: Tensor[]
): [value: Tensor, pull: (weights: Tensor) => Tensor[]] {
  const value = f(...inputs);
  const numbers = inputs.map((_, i) => i);
  const pull = (weights: Tensor) =>
    atLevel(inputs, numbers, ({ level, inputs: tracked }) => {
      const output = f(...(tracked as Tensor[])); // as: tensors, tracked
      return gradientsOf(output, weights, tracked, level) as Tensor[]; // as: one each
    });
  return [value, pull];
}
