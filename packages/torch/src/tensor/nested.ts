import { Complex } from './complex.ts';
import { isComplex } from './dtype.ts';
import type { Tensor } from './tensor.ts';

/** A tensor's elements as nested arrays, one level a dimension; a bare value for no dimension. */
export function nested(tensor: Tensor): unknown {
  const { shape, dtype } = tensor;
  const data = tensor.data();
  const safe = (value: bigint) => (BigInt.asIntN(54, value) === value ? Number(value) : value);
  const element = (i: number): unknown => {
    if (isComplex(dtype)) return new Complex(Number(data[2 * i]), Number(data[2 * i + 1]));
    if (dtype === 'bool') return data[i] !== 0;
    const value = data[i]!;
    return typeof value === 'bigint' ? safe(value) : value;
  };
  let next = 0;
  const level = (dim: number): unknown => {
    if (dim === shape.length) return element(next++);
    return Array.from({ length: shape[dim]! }, () => level(dim + 1));
  };
  return level(0);
}
