import type { Cursor } from './cursor.ts';

/** A value of a GGUF file's metadata; whole numbers that a number can't hold are bigint. */
export type GgufValue = boolean | number | bigint | string | GgufValue[];

type Refuse = (reason: string) => Error;

const whole = (value: bigint): number | bigint => (Number.isSafeInteger(Number(value)) ? Number(value) : value);

/** Single values by their number in the format, with the bytes that each takes at least. */
const VALUES: ReadonlyMap<number, { bytes: number; read: (cursor: Cursor, refuse: Refuse) => GgufValue }> = new Map([
  [0, { bytes: 1, read: (cursor: Cursor) => cursor.bytes(1).readUInt8() }],
  [1, { bytes: 1, read: (cursor: Cursor) => cursor.bytes(1).readInt8() }],
  [2, { bytes: 2, read: (cursor: Cursor) => cursor.bytes(2).readUInt16LE() }],
  [3, { bytes: 2, read: (cursor: Cursor) => cursor.bytes(2).readInt16LE() }],
  [4, { bytes: 4, read: (cursor: Cursor) => cursor.u32() }],
  [5, { bytes: 4, read: (cursor: Cursor) => cursor.bytes(4).readInt32LE() }],
  [6, { bytes: 4, read: (cursor: Cursor) => cursor.bytes(4).readFloatLE() }],
  [7, { bytes: 1, read: (cursor: Cursor, refuse: Refuse) => truth(cursor.bytes(1).readUInt8(), refuse) }],
  [8, { bytes: 8, read: (cursor: Cursor) => cursor.string() }],
  [10, { bytes: 8, read: (cursor: Cursor) => whole(cursor.bytes(8).readBigUInt64LE()) }],
  [11, { bytes: 8, read: (cursor: Cursor) => whole(cursor.bytes(8).readBigInt64LE()) }],
  [12, { bytes: 8, read: (cursor: Cursor) => cursor.bytes(8).readDoubleLE() }],
]);
const ARRAY = 9;
const DEEPEST = 4;

function truth(byte: number, refuse: Refuse): boolean {
  if (byte > 1) throw refuse(`one of its truth values is ${byte}`);
  return byte === 1;
}

/** The value of a kind that stands at the cursor. */
export function readValue(cursor: Cursor, kind: number, refuse: Refuse, depth = 0): GgufValue {
  const single = VALUES.get(kind);
  if (single) return single.read(cursor, refuse);
  if (kind !== ARRAY || depth >= DEEPEST) throw refuse(`one of its values is of kind ${kind}, ${depth} lists deep`);
  const of = cursor.u32();
  const count = cursor.count('the length of a list');
  const least = VALUES.get(of)?.bytes ?? 12; // a list's kind and length
  if (count * least > cursor.left) throw refuse('one of its lists is longer than the file');
  cursor.expect(count);
  return Array.from({ length: count }, () => readValue(cursor, of, refuse, depth + 1));
}
