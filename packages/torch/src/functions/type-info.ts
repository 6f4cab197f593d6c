import { TorchError } from '../errors.ts';
import { type DType, dtypes, ranges, widths } from '../tensor/dtype.ts';

/** The limits of a dtype of floating numbers. */
export interface FloatInfo {
  readonly dtype: DType;
  readonly bits: number;
  /** The step from 1 to the next number. */
  readonly eps: number;
  readonly max: number;
  readonly min: number;
  /** The smallest positive number with a whole mantissa. */
  readonly tiny: number;
  readonly smallestNormal: number;
  /** The decimal digits that survive. */
  readonly resolution: number;
}

// Bits of mantissa and the greatest and least exponent.
const FLOATS: Partial<Record<DType, readonly [mantissa: number, most: number, least: number, digits: number]>> = {
  float16: [10, 15, -14, 3],
  bfloat16: [7, 127, -126, 2],
  float32: [23, 127, -126, 6],
  float64: [52, 1023, -1022, 15],
  float8_e5m2: [2, 15, -14, 0],
};

/**
 * The limits of a dtype of floating numbers; of a complex one, those of its parts.
 *
 * @throws {TorchError} dtype — for a dtype of integers
 * @example
 * torch.finfo('float16').max; // 65504
 */
export function finfo(dtype: DType = 'float32'): FloatInfo {
  dtypes.code(dtype); // says so where there is none of that name
  const parts: Partial<Record<DType, DType>> = { complex32: 'float16', complex64: 'float32', complex128: 'float64' };
  const name = parts[dtype] ?? dtype;
  if (name === 'float8_e4m3fn') return info(name, 2 ** -3, 448, 2 ** -6, 0);
  const found = FLOATS[name];
  if (!found)
    throw new TorchError('dtype', `finfo: expected a dtype of floating numbers, received ${dtype}`, {
      hint: 'iinfo tells of integers',
    });
  const [mantissa, most, least, digits] = found;
  return info(name, 2 ** -mantissa, (2 - 2 ** -mantissa) * 2 ** most, 2 ** least, digits);
}

const info = (dtype: DType, eps: number, max: number, tiny: number, digits: number): FloatInfo => ({
  dtype,
  bits: 8 * widths[dtype],
  eps,
  max,
  min: -max,
  tiny,
  smallestNormal: tiny,
  resolution: 10 ** -digits,
});

/** The limits of a dtype of integers; a bigint where a number would not be exact. */
export interface IntegerInfo {
  readonly dtype: DType;
  readonly bits: number;
  readonly min: number | bigint;
  readonly max: number | bigint;
}

/**
 * The limits of a dtype of integers.
 *
 * @throws {TorchError} dtype — for another dtype
 * @example
 * torch.iinfo('int8').max; // 127
 */
export function iinfo(dtype: DType): IntegerInfo {
  dtypes.code(dtype);
  const range = ranges[dtype];
  if (!range)
    throw new TorchError('dtype', `iinfo: expected a dtype of integers, received ${dtype}`, {
      hint: 'finfo tells of floating numbers',
    });
  const exact = (value: bigint) => (BigInt.asIntN(54, value) === value ? Number(value) : value);
  return { dtype, bits: 8 * widths[dtype], min: exact(range[0]), max: exact(range[1]) };
}
