import { compact, type Struct, type ThriftField, unsigned } from './compact-writer.ts';

/** What a column holds, by Parquet's numbers of types. */
export const parquetTypes = { BIGINT: 2, DOUBLE: 5, VARCHAR: 6 } as const;

/** A column of one group of rows, and where it lies in the file; its dictionary stands in front where it has one. */
export type Chunk = { at: number; bytes: number; data: number; isCoded: boolean };

/** Some rows of a file. */
export type Group = { rows: number; bytes: number; chunks: readonly Chunk[] };

/** What a file of Parquet begins and ends with. */
export const magic = 'PAR1';

const [plain, levels, coded] = [0, 3, 8];
const utf8 = 0;
const optional = 1;

/** The header of a page of values. */
export function dataPage(bytes: number, rows: number, isCoded: boolean): Buffer {
  const about = { 1: { i32: rows }, 2: { i32: isCoded ? coded : plain }, 3: { i32: levels }, 4: { i32: levels } };
  return compact({ 1: { i32: 0 }, 2: { i32: bytes }, 3: { i32: bytes }, 5: { struct: about } });
}

/** The header of a page of different values. */
export function dictionaryPage(bytes: number, values: number): Buffer {
  const about = { 1: { i32: values }, 2: { i32: plain } };
  return compact({ 1: { i32: 2 }, 2: { i32: bytes }, 3: { i32: bytes }, 7: { struct: about } });
}

/** How a run of so many packed values begins. @param perValue bits of each */
export function packedRun(values: number): Buffer {
  const bytes: number[] = [];
  unsigned(bytes, 2 * Math.ceil(values / 8) + 1);
  return Buffer.from(bytes);
}

/** Which rows hold a value, as a page of values begins. @param bits a bit for each row; absent where every row holds one */
export function presence(rows: number, bits?: Uint8Array): Buffer {
  const run: number[] = [];
  if (!bits) unsigned(run, 2 * rows);
  const packed = bits ? Buffer.concat([packedRun(rows), bits]) : Buffer.from([...run, 1]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(packed.length);
  return Buffer.concat([length, packed]);
}

/** What stands at a file's end: what its columns are, and where its groups lie. */
export function footer(
  columns: readonly { name: string; type: keyof typeof parquetTypes }[],
  groups: readonly Group[],
): Buffer {
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  const root: Struct = { 4: { text: 'table' }, 5: { i32: columns.length } };
  const schema = columns.map(({ name, type }): ThriftField => {
    const isText = type === 'VARCHAR';
    const kind = { 1: { i32: parquetTypes[type] }, 3: { i32: optional }, 4: { text: name } };
    return { struct: isText ? { ...kind, 6: { i32: utf8 } } : kind };
  });
  const group = ({ rows: own, bytes, chunks }: Group): ThriftField => {
    const each = chunks.map(({ at, bytes: size, data, isCoded }, c): ThriftField => {
      const { name, type } = columns[c]!;
      const encodings = [plain, levels, ...(isCoded ? [coded] : [])].map((i32) => ({ i32 }));
      const about: Struct = {
        1: { i32: parquetTypes[type] },
        2: { list: encodings },
        3: { list: [{ text: name }] },
        4: { i32: 0 },
        5: { i64: own },
        6: { i64: size },
        7: { i64: size },
        9: { i64: data },
        ...(isCoded ? { 11: { i64: at } } : {}),
      };
      return { struct: { 2: { i64: at }, 3: { struct: about } } };
    });
    return { struct: { 1: { list: each }, 2: { i64: bytes }, 3: { i64: own } } };
  };
  const about = compact({
    1: { i32: 1 },
    2: { list: [{ struct: root }, ...schema] },
    3: { i64: rows },
    4: { list: groups.map(group) },
    6: { text: 'capstan' },
  });
  const length = Buffer.alloc(4);
  length.writeUInt32LE(about.length);
  return Buffer.concat([about, length, Buffer.from(magic)]);
}
