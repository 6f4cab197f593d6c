import { native } from '../engine/native.ts';
import { ops } from '../engine/ops.ts';
import { TorchError } from '../errors.ts';
import { Tensor } from '../tensor/tensor.ts';

/**
 * The value of a function, and how it moves when its inputs move: the Jacobian times vectors of the inputs' shapes, worked out
 * alongside the value, without a graph.
 *
 * @throws {TorchError} value — where inputs and vectors are not as many
 * @throws {TorchError} shape — where a vector has another shape or dtype than its input
 * @throws {TorchError} not-implemented — where an operator has no forward derivative
 * @example
 * const [value, moved] = torch.func.jvp((x) => x.sin(), [x], [torch.ones([3])]); // cos x
 */
export function jvp(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  vectors: readonly Tensor[],
): [value: Tensor, moved: Tensor] {
  if (inputs.length === 0 || inputs.length !== vectors.length)
    throw new TorchError(
      'value',
      `jvp: expected a vector for each input, received ${vectors.length} for ${inputs.length}`,
    );
  for (const [i, input] of inputs.entries()) {
    const vector = vectors[i]!; // as many
    if (String(vector.shape) !== String(input.shape) || vector.dtype !== input.dtype)
      throw new TorchError(
        'shape',
        `jvp: input ${i} is [${input.shape}] ${input.dtype}, its vector [${vector.shape}] ${vector.dtype}`,
      );
  }
  const level = native.pushForward();
  try {
    const output = f(...inputs.map((input, i) => ops._makeDual(input, vectors[i]!, 0))); // as many
    if (!(output instanceof Tensor))
      throw new TorchError('type', `jvp: expected a function that gives a tensor, received ${typeof output}`);
    const [value, moved] = ops._unpackDual(output, 0);
    const leave = (tensor: Tensor) => new Tensor(native.untrack(tensor._live, level));
    return [leave(value), leave(moved ?? ops.zerosLike(value))]; // none where it does not depend on the inputs
  } finally {
    native.popForward();
  }
}
