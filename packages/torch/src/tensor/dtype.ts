import { nearest } from '@capstan/base';
import * as CODES from '../../generated/boundary.ts';
import { TorchError } from '../errors.ts';

/** The name of an element type, as PyTorch calls it. */
export type DType = keyof typeof CODES.dtypes;
/** Where a tensor lives: a kind of device, with its number where there are several. */
export type Device = keyof typeof CODES.devices | `cuda:${number}` | `xpu:${number}`;
/** How a tensor's elements are stored. */
export type Layout = keyof typeof CODES.layouts;
/** The order of a dense tensor's dimensions in memory. */
export type MemoryFormat = keyof typeof CODES.memoryFormats;

function codes<K extends string>(what: string, table: Readonly<Record<K, number>>) {
  const names = new Map<number, K>();
  for (const name in table) names.set(table[name], name);
  return {
    code(name: string): number {
      if (Object.hasOwn(table, name)) return table[name as K]; // as: just checked
      const near = nearest(name, Object.keys(table));
      throw new TorchError('type', `expected a ${what}, received ${JSON.stringify(name)}`, {
        hint: near ? `did you mean '${near}'?` : `one of ${Object.keys(table).join(', ')}`,
      });
    },
    name(code: number): K {
      const name = names.get(code);
      if (name === undefined) throw new TorchError('type', `a ${what} with number ${code} has no name here`);
      return name;
    },
    has: (name: string): name is K => Object.hasOwn(table, name),
  };
}

export const dtypes = codes<DType>('dtype', CODES.dtypes);
export const layouts = codes<Layout>('layout', CODES.layouts);
export const memoryFormats = codes<MemoryFormat>('memory format', CODES.memoryFormats);
const devices = codes<keyof typeof CODES.devices>('device', CODES.devices);

/** The numbers of a device's type and index; index -1 is the current one. */
export function deviceCode(device: string): [type: number, index: number] {
  const match = /^([a-z]+)(?::(\d{1,3}))?$/.exec(device);
  if (!match || Number(match[2] ?? 0) > 127)
    // the engine keeps it in a signed byte
    throw new TorchError('device', `expected a device such as 'cpu' or 'cuda:0', received '${device}'`);
  return [devices.code(match[1]!), match[2] === undefined ? -1 : Number(match[2])];
}

export function deviceName(type: number, index: number): Device {
  const name = devices.name(type);
  return (index < 0 || name === 'cpu' || name === 'mps' || name === 'meta' ? name : `${name}:${index}`) as Device; // as: built from its parts
}

export const isDevice = (name: string): name is Device => devices.has(name.replace(/:\d{1,3}$/, ''));

export const isFloating = (dtype: DType): boolean => dtype.startsWith('float') || dtype === 'bfloat16';
export const isComplex = (dtype: DType): boolean => dtype.startsWith('complex');

/** The arrays that hold elements outside the engine. */
export type TypedArray =
  | Float16Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;

type ArrayConstructor = {
  new (length: number): TypedArray;
  new (buffer: ArrayBuffer): TypedArray;
};

/** The least and greatest of each dtype of integers. */
export const ranges: Partial<Record<DType, readonly [least: bigint, greatest: bigint]>> = {
  uint8: [0n, 255n],
  int8: [-128n, 127n],
  int16: [-(2n ** 15n), 2n ** 15n - 1n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint16: [0n, 2n ** 16n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

/** Bytes an element. */
export const widths: Readonly<Record<DType, number>> = {
  uint8: 1,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  float16: 2,
  float32: 4,
  float64: 8,
  complex32: 4,
  complex64: 8,
  complex128: 16,
  bool: 1,
  bfloat16: 2,
  float8_e5m2: 1,
  float8_e4m3fn: 1,
  uint16: 2,
  uint32: 4,
  uint64: 8,
};

/** The typed array whose elements have the dtype's bytes; 16-bit and 8-bit floats have none and are read as float32. */
export const arrayOf: Partial<Record<DType, ArrayConstructor>> = {
  uint8: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array,
  bool: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
};

/** The dtype whose elements a typed array holds. */
export function dtypeOfArray(array: TypedArray): DType {
  if (array instanceof Float16Array) return 'float16';
  if (array instanceof Float32Array) return 'float32';
  if (array instanceof Float64Array) return 'float64';
  if (array instanceof BigInt64Array) return 'int64';
  if (array instanceof BigUint64Array) return 'uint64';
  if (array instanceof Int32Array) return 'int32';
  if (array instanceof Uint32Array) return 'uint32';
  if (array instanceof Int16Array) return 'int16';
  if (array instanceof Uint16Array) return 'uint16';
  if (array instanceof Int8Array) return 'int8';
  return 'uint8';
}
