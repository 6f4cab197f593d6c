import { defaultDevice } from '../devices/device.ts';
import { invoke } from '../engine/dispatch.ts';
import type { GeneratorLike } from '../engine/generator-like.ts';
import { cells, native } from '../engine/native.ts';
import { Operator } from '../engine/operator.ts';
import { TorchError } from '../errors.ts';
import { Complex } from './complex.ts';
import {
  type Device,
  type DType,
  dtypeOfArray,
  dtypes,
  isComplex,
  type Layout,
  type MemoryFormat,
  ranges,
  type TypedArray,
  widths,
} from './dtype.ts';
import { Tensor } from './tensor.ts';

/** What every function that makes a tensor takes. */
export interface TensorOptions {
  /** float32 unless said otherwise. */
  dtype?: DType;
  device?: Device;
  requiresGrad?: boolean;
}

/** Options of functions that fill a shape. */
export interface FillOptions extends TensorOptions {
  layout?: Layout;
  memoryFormat?: MemoryFormat;
}

/** Options of functions that draw. */
export interface RandomOptions extends TensorOptions {
  generator?: GeneratorLike;
}

/** Numbers, booleans, bigints or `Complex`, nested one level a dimension. */
export type Nested = number | boolean | bigint | Complex | readonly Nested[];

type Size = readonly number[];

function make(operator: Operator, args: unknown[], options: TensorOptions): Tensor {
  const { requiresGrad, ...rest } = options;
  const result = invoke(operator, undefined, [...args, rest]) as Tensor; // as: these operators return a tensor
  if (requiresGrad) result.requiresGrad = true;
  return result;
}

const op = Object.fromEntries(
  'arange empty eye full linspace ones rand randint randn randperm zeros'
    .split(' ')
    .map((name): [string, Operator] => [name, new Operator(name)]),
);

/** Zeros of a shape. */
export const zeros = (size: Size, options: FillOptions = {}): Tensor => make(op.zeros!, [size], options);
/** Ones of a shape. */
export const ones = (size: Size, options: FillOptions = {}): Tensor => make(op.ones!, [size], options);
/** Memory of a shape, whatever is in it. */
export const empty = (size: Size, options: FillOptions = {}): Tensor => make(op.empty!, [size], options);
/** One value everywhere: float32 for a number, bool for a boolean, int64 for a bigint, unless `dtype` says otherwise. */
export const full = (size: Size, value: number | boolean | bigint, options: FillOptions = {}): Tensor =>
  make(op.full!, [size, value], { dtype: scalarDType(value), ...options });
/** Uniform draws from [0, 1). */
export const rand = (size: Size, options: RandomOptions = {}): Tensor => make(op.rand!, [size], options);
/** Draws from the standard normal distribution. */
export const randn = (size: Size, options: RandomOptions = {}): Tensor => make(op.randn!, [size], options);
/** Integers from [low, high), int64; `randint(high, size)` begins at 0. */
export function randint(high: number, size: Size, options?: RandomOptions): Tensor;
export function randint(low: number, high: number, size: Size, options?: RandomOptions): Tensor;
export function randint(
  low: number,
  high: number | Size,
  size?: Size | RandomOptions,
  options: RandomOptions = {},
): Tensor {
  if (typeof high === 'number') return make(op.randint!, [low, high, size], options);
  return make(op.randint!, [0, low, high], (size ?? {}) as RandomOptions); // as: the first signature
}
/** The numbers below n in random order, int64. */
export const randperm = (n: number, options: RandomOptions = {}): Tensor => make(op.randperm!, [n], options);
/** The identity matrix (n, n), or its first rows and columns (n, m). */
export function eye(n: number, options?: TensorOptions): Tensor;
export function eye(n: number, m: number, options?: TensorOptions): Tensor;
export function eye(n: number, m: number | TensorOptions = n, options: TensorOptions = {}): Tensor {
  return typeof m === 'object' ? make(op.eye!, [n, n], m) : make(op.eye!, [n, m], options);
}
/** `steps` numbers from start to end, both included. */
export const linspace = (start: number, end: number, steps: number, options: TensorOptions = {}): Tensor =>
  make(op.linspace!, [start, end, steps], options);

/** Numbers from start (0) to end, end excluded: `arange(5)`, `arange(1, 5)`, `arange(0, 1, 0.1)`; int64 where all are whole. */
export function arange(end: number, options?: TensorOptions): Tensor;
export function arange(start: number, end: number, options?: TensorOptions): Tensor;
export function arange(start: number, end: number, step: number, options?: TensorOptions): Tensor;
export function arange(...args: (number | TensorOptions | undefined)[]): Tensor {
  const last = args[args.length - 1];
  const options = typeof last === 'object' ? last : {};
  return make(
    op.arange!,
    args.filter((arg) => typeof arg === 'number'),
    options,
  );
}

function scalarDType(value: unknown): DType {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int64';
  const real = dtypes.name(native.defaultDtype());
  return value instanceof Complex ? (real === 'float64' ? 'complex128' : 'complex64') : real;
}

function shapeOf(data: Nested | TypedArray): number[] {
  const shape: number[] = [];
  let level: unknown = data;
  while (Array.isArray(level)) {
    shape.push(level.length);
    level = level[0];
  }
  return shape;
}

function flatten(data: Nested, shape: readonly number[]): unknown[] {
  const flat: unknown[] = [];
  const visit = (value: unknown, dim: number): void => {
    const expected = shape[dim];
    if (expected === undefined) {
      if (Array.isArray(value)) throw new TorchError('shape', `expected a number at depth ${dim}, received an array`);
      flat.push(value);
      return;
    }
    if (!Array.isArray(value) || value.length !== expected)
      throw new TorchError(
        'shape',
        `expected every array at depth ${dim} to have ${expected} elements, received ${Array.isArray(value) ? value.length : typeof value}`,
      );
    for (const element of value) visit(element, dim + 1);
  };
  visit(data, 0);
  return flat;
}

function fromArray(array: TypedArray, shape: readonly number[], dtype: DType, copy: boolean): Tensor {
  shape.forEach((size, i) => {
    cells[i] = size;
  });
  const bytes =
    array instanceof Float16Array ? new Uint8Array(array.buffer, array.byteOffset, array.byteLength) : array;
  return new Tensor(native.fromMemory(bytes, dtypes.code(dtype), shape.length, copy));
}

function finish(tensor: Tensor, from: DType, options: TensorOptions): Tensor {
  const { dtype = from, device = defaultDevice ?? 'cpu', requiresGrad } = options;
  let result = tensor;
  if (dtype !== from || device !== 'cpu') {
    result = tensor.to({ dtype, device });
    tensor.dispose();
  }
  if (requiresGrad) result.requiresGrad = true;
  return result;
}

/**
 * A tensor with a copy of the data. Plain numbers become float32 whatever their values, bigints int64, booleans bool;
 * a typed array keeps its type.
 *
 * @throws {TorchError} shape — where nested arrays are ragged
 * @throws {TorchError} value — where a dtype of integers cannot hold an element
 * @example
 * torch.tensor([[1, 2], [3, 4]]); // (2, 2) float32
 * torch.tensor([0, 2, 1], { dtype: 'int64' }); // class indices
 */
export function tensor(data: Nested | TypedArray, options: TensorOptions = {}): Tensor {
  if (ArrayBuffer.isView(data)) {
    const dtype = dtypeOfArray(data);
    return finish(fromArray(data, [data.length], dtype, true), dtype, options);
  }
  const shape = shapeOf(data);
  const flat = flatten(data, shape);
  const first = flat[0] ?? 0;
  const complex = flat.some((value) => value instanceof Complex);
  if (complex) {
    if (options.dtype !== undefined && !isComplex(options.dtype))
      throw new TorchError('dtype', `complex elements cannot become ${options.dtype}`, {
        hint: 'leave dtype out, or take the parts apart: torch.real(x), torch.imag(x)',
      });
    const pairs = Float64Array.from(flat.flatMap((v) => (v instanceof Complex ? [v.real, v.imag] : [Number(v), 0])));
    return finish(fromArray(pairs, shape, 'complex128', true), 'complex128', {
      dtype: scalarDType(new Complex(0)),
      ...options,
    });
  }
  for (const value of flat) {
    if (typeof value !== typeof first)
      throw new TorchError('type', `expected every element to be a ${typeof first}, received a ${typeof value}`);
  }
  const dtype = options.dtype ?? scalarDType(first);
  const target = { ...options, dtype };
  if (typeof first === 'boolean')
    return finish(fromArray(Uint8Array.from(flat, Number), shape, 'bool', true), 'bool', target);
  if (typeof first !== 'number' && typeof first !== 'bigint')
    throw new TorchError('type', `expected numbers, received a ${typeof first}`);
  const numbers = flat as (number | bigint)[]; // as: checked above
  requireRange(numbers, dtype);
  if (dtype === 'float32')
    return finish(fromArray(Float32Array.from(numbers, Number), shape, 'float32', true), 'float32', target);
  if (dtype === 'int64')
    return finish(fromArray(BigInt64Array.from(numbers, whole), shape, 'int64', true), 'int64', target);
  if (dtype === 'uint64')
    return finish(fromArray(BigUint64Array.from(numbers, whole), shape, 'uint64', true), 'uint64', target);
  return finish(fromArray(Float64Array.from(numbers, Number), shape, 'float64', true), 'float64', target);
}

const whole = (value: number | bigint): bigint => BigInt(typeof value === 'number' ? Math.trunc(value) : value);

// What a dtype of integers cannot hold is refused, as in PyTorch: the engine's conversion would wrap it around.
function requireRange(values: readonly (number | bigint)[], dtype: DType): void {
  const range = ranges[dtype];
  if (range === undefined) return;
  const [least, end] = [Number(range[0]), Number(range[1] + 1n)]; // both are powers of two: exact
  for (const [i, value] of values.entries()) {
    const part = typeof value === 'number' ? Math.trunc(value) : value;
    if (part >= least && part < end) continue;
    throw new TorchError(
      'value',
      `element ${i} is ${value}, which ${dtype} cannot hold: it goes from ${range.join(' to ')}`,
      {
        hint: 'give another dtype, or bring the values into range first',
      },
    );
  }
}

/**
 * A tensor with the elements of a typed array. Memory of a SharedArrayBuffer is shared: nothing is copied, and writes to
 * one are seen in the other. Other memory is copied; with `transfer` it moves into the tensor without a copy, and the
 * array is left empty, as one that was posted to a worker. (Two owners of one ArrayBuffer would not be safe: anybody may
 * detach it, which frees the memory under the tensor.)
 *
 * @param shape its product must be the array's length; one dimension by default
 * @throws {TorchError} value — where shape and length differ, or memory cannot move: the array is a part of its buffer, or
 * the buffer belongs to WebAssembly
 * @example
 * const pixels = new Float32Array(3 * 32 * 32);
 * const image = torch.fromTypedArray(pixels, [3, 32, 32], { transfer: true }); // pixels.length is 0 now
 */
export function fromTypedArray(
  array: TypedArray,
  shape: readonly number[] = [array.length],
  options: { dtype?: DType; transfer?: boolean } = {},
): Tensor {
  const dtype = options.dtype ?? dtypeOfArray(array);
  if (array.buffer instanceof SharedArrayBuffer) return fromArray(array, shape, dtype, false);
  const bytes = shape.reduce((product, size) => product * size, widths[dtype] ?? 0);
  // What does not fit stays where it is: the engine says why.
  if (!options.transfer || bytes !== array.byteLength) return fromArray(array, shape, dtype, true);
  return fromArray(taken(array, array.buffer), shape, dtype, false);
}

// The same memory under a buffer that nobody else can name, and so nobody can detach.
function taken(array: TypedArray, buffer: ArrayBuffer): TypedArray {
  const hint = 'leave `transfer` out: the elements are copied';
  if (array.byteLength !== buffer.byteLength)
    throw new TorchError(
      'value',
      `an array of ${array.byteLength} bytes in a buffer of ${buffer.byteLength} cannot move: others may use the rest`,
      { hint },
    );
  try {
    return new Uint8Array(buffer.transferToFixedLength());
  } catch (cause) {
    throw new TorchError('value', `the array's buffer cannot move: ${(cause as Error).message}`, { hint, cause }); // as: TypeError
  }
}
