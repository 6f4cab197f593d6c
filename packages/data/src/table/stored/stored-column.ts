import type { FileHandle } from 'node:fs/promises';
import { literal, type TableEngine, text } from '../engine.ts';
import { readPageHeader } from './page-header.ts';

/** A run of values in a file, eight bytes each, none of them missing. */
export type Run = { at: number; values: number };

/** A column of doubles or of whole numbers of 64 bits, as it lies in a file. */
export type StoredColumn = {
  isDouble: boolean;
  runs: Run[];
  /** Whether each run gives the different values of a stretch of rows, and not all of its values. */
  isDictionary: boolean;
};

const headerBytes = 512; // statistics of two numbers are in it
const plain = 0;
const byDictionary = [2, 8]; // its older and its newer number

/**
 * Where the values of a column lie in one of our own Parquet files, which are not compressed; where rows are coded by a dictionary
 * that is the dictionary, which holds what comes in the rows and nothing else.
 *
 * @returns nothing where it is stored in any other way
 */
export async function storedColumn(
  engine: TableEngine,
  file: FileHandle,
  path: string,
  column: string,
): Promise<StoredColumn | undefined> {
  const from = text(literal(path));
  const chunks = await engine.all(
    `select type::varchar as type, compression::varchar as compression, coalesce(dictionary_page_offset, data_page_offset) as at, total_compressed_size as bytes from parquet_metadata(${from}) where path_in_schema = ${text(column)} order by row_group_id`,
  );
  const { optional } = await engine.one(
    `select count(*) as optional from parquet_schema(${from}) where name = ${text(column)} and repetition_type = 'OPTIONAL'`,
  );
  const [first] = chunks;
  if (!first || Number(optional) !== 1 || (first.type !== 'DOUBLE' && first.type !== 'INT64')) return undefined;
  const stored: StoredColumn = { isDouble: first.type === 'DOUBLE', runs: [], isDictionary: false };
  for (const { type, compression, at, bytes } of chunks) {
    if (type !== first.type || compression !== 'UNCOMPRESSED') return undefined;
    const runs = await runsOf(file, Number(at), Number(at) + Number(bytes));
    if (!runs) return undefined;
    stored.runs.push(...runs.runs);
    stored.isDictionary ||= runs.isDictionary;
  }
  return stored;
}

/** The values of one column of one group of rows. */
async function runsOf(file: FileHandle, from: number, to: number) {
  const head = Buffer.alloc(headerBytes);
  const runs: Run[] = [];
  let isDictionary = false;
  for (let at = from; at < to; ) {
    await file.read(head, 0, headerBytes, at);
    const { page, at: length } = readPageHeader(head, 0);
    const begins = at + length;
    at = begins + page.bytes;
    if (page.kind === 'dictionary') {
      isDictionary = true;
      runs.push({ at: begins, values: page.values });
    } else if (page.kind === 'data' && page.encoding === plain) {
      await file.read(head, 0, 4, begins);
      const levels = 4 + head.readUInt32LE(0); // which rows are missing; their values are left out
      const values = (page.bytes - levels) / 8;
      if (!(Number.isInteger(values) && values >= 0 && values <= page.values)) return undefined;
      runs.push({ at: begins + levels, values });
    } else if (!(page.kind === 'data' && isDictionary && byDictionary.includes(page.encoding))) return undefined;
  }
  return { runs, isDictionary };
}
