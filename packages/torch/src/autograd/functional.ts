// Derivatives of functions, as torch.autograd.functional has them.
import { ops } from '../engine/ops.ts';
import { TorchError } from '../errors.ts';
import { Tensor } from '../tensor/tensor.ts';
import { enableGrad, grad } from './autograd.ts';

type Inputs = Tensor | readonly Tensor[];

/** What derivatives of functions take. */
export interface DerivativeOptions {
  /** Whether the result can be differentiated again. */
  createGraph?: boolean;
  /** Whether an output that does not depend on an input is an error, instead of zeros. */
  strict?: boolean;
}

const listed = (inputs: Inputs): Tensor[] => (inputs instanceof Tensor ? [inputs] : [...inputs]);

// The function of fresh leaves, or of the tensors themselves where the result is differentiated again.
function traced(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: Inputs,
  keep: boolean,
): { leaves: Tensor[]; output: Tensor } {
  const leaves = listed(inputs).map((each) =>
    keep && each.requiresGrad ? ops.viewAs(each, each) : each.detach().requiresGrad_(),
  );
  const output = enableGrad(() => f(...leaves));
  if (!(output instanceof Tensor))
    throw new TorchError('type', `expected a function that gives a tensor, received ${typeof output}`);
  return { leaves, output };
}

function derivatives(output: Tensor, leaves: Tensor[], weights: Tensor, again: boolean, strict: boolean): Tensor[] {
  if (!output.requiresGrad) {
    if (strict) throw new TorchError('value', 'the output does not depend on the inputs');
    return leaves.map((leaf) => ops.zerosLike(leaf));
  }
  const found = grad([output], leaves, {
    gradOutputs: [weights],
    retainGraph: true,
    createGraph: again,
    allowUnused: true,
  });
  return found.map((each, i) => {
    if (each === undefined && strict) throw new TorchError('value', `the output does not depend on input ${i}`);
    return each ?? ops.zerosLike(leaves[i]!); // as many
  });
}

/**
 * A function's value, and a vector times its Jacobian: vᵀJ, one for each input.
 *
 * @param v of the output's shape; may be left out for one element
 * @example
 * const [value, [gradient]] = torch.vjp((x) => x.pow(2).sum(), x);
 */
export function vjp(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: Inputs,
  v?: Tensor,
  options: DerivativeOptions = {},
): [value: Tensor, products: Tensor[]] {
  const { createGraph = false, strict = false } = options;
  const { leaves, output } = traced(f, inputs, createGraph);
  if (v === undefined && output.numel() !== 1)
    throw new TorchError('shape', `vjp: the output has ${output.numel()} elements: give v of its shape`);
  const products = derivatives(output, leaves, v ?? ops.onesLike(output), createGraph, strict);
  return [createGraph ? output : output.detach(), products];
}

/**
 * A function's value, and its Jacobian times a vector, Jv: how the output moves when the inputs move by v.
 *
 * @param v of the inputs' shapes
 */
export function jvp(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: Inputs,
  v: Inputs,
  options: DerivativeOptions = {},
): [value: Tensor, product: Tensor] {
  const { createGraph = false, strict = false } = options;
  const { leaves, output } = traced(f, inputs, createGraph);
  const moves = listed(v);
  if (moves.length !== leaves.length)
    throw new TorchError('value', `jvp: ${leaves.length} inputs but ${moves.length} vectors`);
  // Backward of backward: uᵀJ is linear in u, and its derivative along v is Jv.
  const u = ops.zerosLike(output).requiresGrad_();
  const rows = derivatives(output, leaves, u, true, strict);
  const dependent = rows.flatMap((row, i) => (row.requiresGrad ? [[row, moves[i]!] as const] : [])); // as many
  if (dependent.length === 0) return [output.detach(), ops.zerosLike(output)];
  const [product] = grad(
    dependent.map(([row]) => row),
    [u],
    {
      gradOutputs: dependent.map(([, move]) => move),
      createGraph,
      allowUnused: true,
    },
  );
  return [createGraph ? output : output.detach(), product ?? ops.zerosLike(output)];
}

/**
 * The Jacobian of a function: (…output, …input), or one for each input where a list is given.
 *
 * @example
 * const j = torch.jacobian((x) => x.exp(), x); // (3, 3) of x (3)
 */
export function jacobian(f: (input: Tensor) => Tensor, inputs: Tensor, options?: DerivativeOptions): Tensor;
export function jacobian(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  options?: DerivativeOptions,
): Tensor[];
export function jacobian(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: Inputs,
  options: DerivativeOptions = {},
): Tensor | Tensor[] {
  const { createGraph = false, strict = false } = options;
  const { leaves, output } = traced(f, inputs, createGraph);
  const count = output.numel();
  const rows = Array.from({ length: count }, (_, i) => {
    const unit = ops.zeros([count], { dtype: output.dtype, device: output.device });
    unit.setAt(i, 1);
    return derivatives(output, leaves, ops.reshape(unit, output.shape), createGraph, strict);
  });
  const all = leaves.map((leaf, j) => {
    const shape = [...output.shape, ...leaf.shape];
    return count === 0 ? ops.zeros(shape) : ops.reshape(ops.stack(rows.map((row) => row[j]!)), shape); // as many
  });
  return inputs instanceof Tensor ? all[0]! : all; // one input
}

/**
 * The second derivatives of a function of one output: (…input, …input), or a matrix of them where a list is given.
 *
 * @throws {TorchError} shape — where the output has more than one element
 * @example
 * const h = torch.hessian((x) => x.pow(3).sum(), x);
 */
export function hessian(f: (input: Tensor) => Tensor, inputs: Tensor, options?: DerivativeOptions): Tensor;
export function hessian(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  options?: DerivativeOptions,
): Tensor[][];
export function hessian(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: Inputs,
  options: DerivativeOptions = {},
): Tensor | Tensor[][] {
  const first = listed(inputs);
  const rows = first.map((_, i) =>
    jacobian(
      (...leaves: Tensor[]) => {
        const output = f(...leaves);
        if (output.numel() !== 1)
          throw new TorchError('shape', `hessian: expected an output of one element, received ${output.numel()}`);
        return derivatives(output, leaves, ops.onesLike(output), true, options.strict ?? false)[i]!; // one for each input
      },
      first,
      options,
    ),
  );
  return inputs instanceof Tensor ? rows[0]![0]! : rows; // one input
}
