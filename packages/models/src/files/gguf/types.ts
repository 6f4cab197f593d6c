import type { DType } from '@capstan/torch';
import { readQ4_0, readQ4K, readQ6K, readQ8_0 } from './blocks.ts';

/** How a type of ggml lies in a file. */
interface GgufType {
  name: string;
  /** Numbers of a block, and bytes that it takes. */
  block: number;
  bytes: number;
  /** Where it is one of the engine's own. */
  dtype?: DType;
  /** Where it is not: writes a block's numbers. */
  read?: (from: Uint8Array, at: number, to: Float32Array, place: number) => void;
}

/** The types that are read, by their number in ggml. */
export const TYPES: ReadonlyMap<number, GgufType> = new Map<number, GgufType>([
  [0, { name: 'F32', block: 1, bytes: 4, dtype: 'float32' }],
  [1, { name: 'F16', block: 1, bytes: 2, dtype: 'float16' }],
  [2, { name: 'Q4_0', block: 32, bytes: 18, read: readQ4_0 }],
  [8, { name: 'Q8_0', block: 32, bytes: 34, read: readQ8_0 }],
  [12, { name: 'Q4_K', block: 256, bytes: 144, read: readQ4K }],
  [14, { name: 'Q6_K', block: 256, bytes: 210, read: readQ6K }],
  [24, { name: 'I8', block: 1, bytes: 1, dtype: 'int8' }],
  [25, { name: 'I16', block: 1, bytes: 2, dtype: 'int16' }],
  [26, { name: 'I32', block: 1, bytes: 4, dtype: 'int32' }],
  [27, { name: 'I64', block: 1, bytes: 8, dtype: 'int64' }],
  [28, { name: 'F64', block: 1, bytes: 8, dtype: 'float64' }],
  [30, { name: 'BF16', block: 1, bytes: 2, dtype: 'bfloat16' }],
]);
