import { native } from '../engine/native.ts';
import { TorchError } from '../errors.ts';
import { describe } from '../tensor/describe.ts';
import { Tensor } from '../tensor/tensor.ts';
import { numbersHidden } from './numbers-hidden.ts';
import { mapTensors } from './tree.ts';

/** Which dimension counts examples; null for a tensor that all share. One for all arguments, or one each. */
export type Dims = number | null | readonly (number | null)[];

/** What `vmap` takes besides the function. */
export interface VmapOptions {
  /** The dimension of each argument that counts examples; null where all share it. */
  inDims?: Dims;
  /** Where results have that dimension. */
  outDims?: number | readonly number[];
  /** Whether random operators are an error, draw for each example, or the same for all. */
  randomness?: 'error' | 'different' | 'same';
}

const RANDOMNESS = { error: 0, different: 1, same: 2 };

/**
 * A function of one example made one of many: inside it tensors have no dimension of examples, and every operator runs once
 * for all of them.
 *
 * @throws {TorchError} shape — where arguments do not agree how many examples there are
 * @throws {TorchError} value — for random operators, unless `randomness` says how they draw
 * @example
 * const dots = torch.func.vmap((a, b) => a.dot(b))(rows, others); // (N, D), (N, D) → (N)
 * const each = torch.func.vmap(torch.func.grad(loss), { inDims: [null, 0, 0] })(weights, inputs, targets); // a gradient an example
 */
export function vmap<Args extends unknown[], Result>(
  f: (...args: Args) => Result,
  options: VmapOptions = {},
): (...args: Args) => Result {
  const { inDims = 0, outDims = 0, randomness = 'error' } = options;
  return (...args) => {
    const dims = args.map((_, i) => (Array.isArray(inDims) ? (inDims[i] ?? null) : inDims)) as (number | null)[]; // as: one or a list
    if (Array.isArray(inDims) && inDims.length !== args.length)
      throw new TorchError('value', `vmap: ${inDims.length} inDims for ${args.length} arguments`);
    const count = examples(args, dims);
    const level = native.pushVmap(count, RANDOMNESS[randomness]);
    try {
      const inside = args.map((arg, i) => {
        const dim = dims[i];
        if (dim === null || dim === undefined) return arg;
        return mapTensors(arg, (tensor) => new Tensor(native.batch(tensor._live, at(dim, tensor.ndim), level)));
      });
      const result = f(...(inside as Args)); // as: the same, seen from inside
      if (result instanceof Promise)
        throw new TorchError('async', 'vmap was given an asynchronous function: await outside of it');
      const out = (value: unknown, dim: number) =>
        mapTensors(value, (tensor) => new Tensor(native.unbatch(tensor._live, dim, level, count)));
      const given = Array.isArray(result) && Array.isArray(outDims) ? outDims : undefined;
      requireTensors(result);
      const whole = Array.isArray(outDims) ? (outDims[0] ?? 0) : (outDims as number); // as: no list
      return (
        given
          ? (result as unknown[]).map((each, i) => out(each, given[i] ?? 0)) // as: a list where given is one
          : out(result, whole)
      ) as Result; // as: the same, seen from outside
    } catch (error) {
      throw numbersHidden(error);
    } finally {
      native.popLevel();
    }
  };
}

const at = (dim: number, dims: number): number => (dim < 0 ? dim + dims : dim);

function requireTensors(result: unknown): void {
  const wrong = Array.isArray(result) ? result.find((each) => !isResult(each)) : isResult(result) ? undefined : result;
  if (wrong !== undefined || result === undefined)
    throw new TorchError('type', `vmap: expected a function that gives tensors, received ${describe(wrong)}`, {
      hint: 'read numbers with item() outside of vmap',
    });
}

const isResult = (value: unknown): boolean =>
  value instanceof Tensor || (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value));

function examples(args: unknown[], dims: readonly (number | null)[]): number {
  let count: number | undefined;
  for (const [i, arg] of args.entries()) {
    const dim = dims[i];
    if (dim === null || dim === undefined) continue;
    mapTensors(arg, (tensor) => {
      const size = tensor.shape[at(dim, tensor.ndim)];
      if (size === undefined)
        throw new TorchError('shape', `vmap: argument ${i} of shape [${tensor.shape}] has no dimension ${dim}`, {
          hint: 'say null for an argument that all examples share: { inDims: [0, null] }',
        });
      if (count !== undefined && size !== count)
        throw new TorchError('shape', `vmap: argument ${i} has ${size} examples, those before it ${count}`);
      count = size;
      return tensor;
    });
  }
  if (count === undefined)
    throw new TorchError('value', 'vmap: no argument has a dimension of examples', {
      hint: 'one of inDims must be a number, and its argument hold a tensor',
    });
  return count;
}
