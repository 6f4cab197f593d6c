// Functions that take any number of tensors one by one, or as a list.
import { ops } from '../engine/ops.ts';
import { TorchError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';

type Given = readonly (Tensor | readonly Tensor[])[];

const listed = (given: Given): Tensor[] => given.flat() as Tensor[]; // as: one level

/** All of the tensors at their common shape: views. */
export const broadcastTensors = (...tensors: Given): Tensor[] => ops.broadcastTensors(listed(tensors));
/** Matrices down the diagonal of one. */
export const blockDiag = (...tensors: Given): Tensor => ops.blockDiag(listed(tensors));
/** Every combination of the elements of vectors, one a row. */
export const cartesianProd = (...tensors: Given): Tensor => ops.cartesianProd(listed(tensors));
/** The product of matrices, in the order that takes the fewest multiplications. */
export const chainMatmul = (...tensors: Given): Tensor => ops.chainMatmul(listed(tensors));

/**
 * The shape that shapes have in common.
 *
 * @throws {TorchError} shape — where there is none
 * @example
 * torch.broadcastShapes([3, 1], [1, 4]); // [3, 4]
 */
export function broadcastShapes(...shapes: (number | readonly number[])[]): number[] {
  const lists = shapes.map((shape) => (typeof shape === 'number' ? [shape] : [...shape]));
  const ndim = Math.max(0, ...lists.map((shape) => shape.length));
  return Array.from({ length: ndim }, (_, i) => {
    const sizes = lists.map((shape) => shape[shape.length - ndim + i] ?? 1);
    const strange = sizes.find((size) => !(Number.isSafeInteger(size) && size >= 0));
    const wide = sizes.filter((size) => size !== 1);
    if (strange !== undefined || wide.some((size) => size !== wide[0]))
      throw new TorchError(
        'shape',
        `shapes (${lists.map((shape) => shape.join(', ')).join('), (')}) have none in common`,
        {
          hint: `at dimension ${i - ndim} they are ${sizes.join(', ')}: sizes must be equal, or 1`,
        },
      );
    return wide[0] ?? 1;
  });
}

/**
 * The LU factorisation as one matrix and its pivots, as `linalg.luFactor` gives it; with `getInfos` what went wrong where.
 *
 * @example
 * const [factors, pivots] = torch.lu(a);
 */
export function lu(a: Tensor, options: { pivot?: boolean; getInfos?: boolean } = {}): Tensor[] {
  const { pivot = true, getInfos = false } = options;
  const [factors, pivots, infos] = ops.linalgLuFactorEx(a, { pivot, checkErrors: !getInfos });
  return getInfos ? [factors, pivots, infos] : [factors, pivots];
}
