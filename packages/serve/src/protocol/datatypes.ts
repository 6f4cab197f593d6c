/** The protocol's element types that a model can take and give, with their size in bytes and the engine's name for them. */
const table = {
  BOOL: { bytes: 1, dtype: 'bool', array: Uint8Array },
  UINT8: { bytes: 1, dtype: 'uint8', array: Uint8Array },
  INT8: { bytes: 1, dtype: 'int8', array: Int8Array },
  INT16: { bytes: 2, dtype: 'int16', array: Int16Array },
  INT32: { bytes: 4, dtype: 'int32', array: Int32Array },
  INT64: { bytes: 8, dtype: 'int64', array: BigInt64Array },
  FP32: { bytes: 4, dtype: 'float32', array: Float32Array },
  FP64: { bytes: 8, dtype: 'float64', array: Float64Array },
} as const;

export type Datatype = keyof typeof table;
export type EngineDtype = (typeof table)[Datatype]['dtype'];
export type TensorArray = InstanceType<(typeof table)[Datatype]['array']>;

/** Name, type and shape of a tensor that a model takes or gives; -1 is a dimension of any size, the first one is the rows. */
export type TensorSpec = { name: string; datatype: Datatype; shape: number[] };

/** A tensor as it travels: its elements are little-endian, row-major bytes. */
export type WireTensor = TensorSpec & { bytes: Uint8Array };

export const datatypes = Object.keys(table) as Datatype[]; // Object.keys forgets the key type

export function isDatatype(name: string): name is Datatype {
  return Object.hasOwn(table, name);
}

export function bytesPerElement(datatype: Datatype): number {
  return table[datatype].bytes;
}

export function dtypeOf(datatype: Datatype): EngineDtype {
  return table[datatype].dtype;
}

/** The protocol's name of an engine dtype; undefined for those that do not travel (float16, complex …). */
export function datatypeOf(dtype: string): Datatype | undefined {
  return datatypes.find((name) => table[name].dtype === dtype);
}

/** Number of elements of a shape, or undefined where the product is not an exact integer below 2^53 or a dimension is negative. */
export function elements(shape: readonly number[]): number | undefined {
  let count = 1;
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) return undefined;
    count *= size;
    if (count > Number.MAX_SAFE_INTEGER) return undefined;
  }
  return count;
}

/** Bytes seen as elements, without a copy where their address allows it. */
export function view(datatype: Datatype, bytes: Uint8Array): TensorArray {
  const { array, bytes: size } = table[datatype];
  const aligned = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes); // a copy; slice of a Buffer is none
  return new array(aligned.buffer as ArrayBuffer, aligned.byteOffset, aligned.byteLength / size); // never shared memory here
}

/** Room for `count` elements. */
export function allocate(datatype: Datatype, count: number): TensorArray {
  return new table[datatype].array(count);
}

export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** A shape, and tensors, as messages write them. */
export const brackets = (shape: readonly number[]) => `[${shape.join(', ')}]`;
export const list = (specs: readonly TensorSpec[]) =>
  specs.map(({ name, datatype, shape }) => `"${name}" ${datatype} ${brackets(shape)}`).join(', ');
