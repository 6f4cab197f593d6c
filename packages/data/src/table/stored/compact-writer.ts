/** A field of a Thrift struct: whole numbers of 32 and of 64 bits, text, a struct, or a list of one of these. */
export type ThriftField =
  | { i32: number }
  | { i64: number }
  | { text: string }
  | { struct: Struct }
  | { list: readonly ThriftField[] };

/** Fields by their number, in ascending order. */
export type Struct = Readonly<Record<number, ThriftField>>;

/**
 * A struct in Thrift's compact protocol, as Parquet's headers are written.
 * @example compact({ 1: { i32: 2 } }) // Buffer 15 04 00
 */
export function compact(struct: Struct): Buffer {
  const bytes: number[] = [];
  writeStruct(bytes, struct);
  return Buffer.from(bytes);
}

const kinds = { i32: 5, i64: 6, text: 8, list: 9, struct: 12 } as const;

function kindOf(field: ThriftField): number {
  if ('i32' in field) return kinds.i32;
  if ('i64' in field) return kinds.i64;
  if ('text' in field) return kinds.text;
  return 'list' in field ? kinds.list : kinds.struct;
}

function writeStruct(bytes: number[], struct: Struct): void {
  let last = 0;
  for (const [key, field] of Object.entries(struct)) {
    bytes.push(((Number(key) - last) << 4) | kindOf(field)); // steps are below sixteen in all that is written here
    last = Number(key);
    write(bytes, field);
  }
  bytes.push(0);
}

function write(bytes: number[], field: ThriftField): void {
  if ('i32' in field) unsigned(bytes, field.i32 < 0 ? -2 * field.i32 - 1 : 2 * field.i32);
  else if ('i64' in field) unsigned(bytes, field.i64 < 0 ? -2 * field.i64 - 1 : 2 * field.i64);
  else if ('struct' in field) writeStruct(bytes, field.struct);
  else if ('text' in field) {
    const text = Buffer.from(field.text);
    unsigned(bytes, text.length);
    for (const byte of text) bytes.push(byte);
  } else {
    const kind = field.list[0] ? kindOf(field.list[0]) : kinds.i32;
    if (field.list.length < 15) bytes.push((field.list.length << 4) | kind);
    else {
      bytes.push(0xf0 | kind);
      unsigned(bytes, field.list.length);
    }
    for (const one of field.list) write(bytes, one);
  }
}

/** Seven bits a byte, the lowest first. */
export function unsigned(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
