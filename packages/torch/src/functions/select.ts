import { ops } from '../engine/ops.ts';
import { TorchError } from '../errors.ts';
import { type Nested, type TensorOptions, tensor } from '../tensor/create.ts';
import type { TypedArray } from '../tensor/dtype.ts';
import { Tensor } from '../tensor/tensor.ts';

/**
 * Where elements are not zero: (count, dimensions), or with `asTuple` the indices of each dimension.
 *
 * @example
 * const [rows, columns] = torch.nonzero(mask, { asTuple: true });
 */
export function nonzero(input: Tensor, options: { asTuple: true }): Tensor[];
export function nonzero(input: Tensor, options?: { asTuple?: false; out?: Tensor }): Tensor;
export function nonzero(input: Tensor, options: { asTuple?: boolean; out?: Tensor } = {}): Tensor | Tensor[] {
  const { asTuple = false, ...rest } = options;
  if (asTuple) return ops.nonzeroNumpy(input);
  return rest.out ? ops.nonzero(input, { out: rest.out }) : ops.nonzero(input);
}

/**
 * The coordinates of flat indices in a shape: the opposite of flattening.
 *
 * @example
 * const [rows, columns] = torch.unravelIndex(x.argmax(), x.shape);
 */
export function unravelIndex(indices: Tensor, shape: readonly number[]): Tensor[] {
  if (indices.isFloatingPoint() || indices.isComplex() || indices.dtype === 'bool')
    throw new TorchError('dtype', `unravelIndex: expected integers, received ${indices.dtype}`);
  const total = shape.reduce((product, size) => product * size, 1);
  if (indices.numel() > 0) {
    using low = indices.min();
    using high = indices.max();
    if (total === 0 || high.item() >= total || low.item() < -total)
      throw new TorchError(
        'index',
        `unravelIndex: indices from ${low.item()} to ${high.item()} are outside a shape of ${total} elements`,
      );
  }
  const wide = indices.to('int64');
  let rest = total === 0 ? wide : ops.remainder(wide, total); // negative ones count from the end
  const coordinates: Tensor[] = [];
  for (const size of shape.toReversed()) {
    coordinates.unshift(size === 0 ? rest : ops.remainder(rest, size));
    if (size !== 0) rest = ops.floorDivide(rest, size);
  }
  return coordinates;
}

/**
 * A tensor of the data: itself where it is one of the wanted kind already, and a copy of anything else.
 *
 * @example
 * const x = torch.asTensor(values, { dtype: 'float64' });
 */
export function asTensor(
  data: Tensor | Nested | TypedArray,
  options: Omit<TensorOptions, 'requiresGrad'> = {},
): Tensor {
  if (!(data instanceof Tensor)) return tensor(data, options);
  const { dtype = data.dtype, device = data.device } = options;
  return dtype === data.dtype && device === data.device ? data : data.to({ dtype, device });
}
