import { stat } from 'node:fs/promises';
import { DataError } from '../errors.ts';
import { columnsOf } from './columns.ts';
import { type TableEngine, text } from './engine.ts';
import type { Read } from './open-table.ts';
import { literal } from './read-csv.ts';

/** A Parquet file, read in place. @throws DataError `table-unreadable` */
export async function readParquet(engine: TableEngine, path: string): Promise<Read> {
  const query = `select * from read_parquet(${text(literal(path))})`;
  try {
    await columnsOf(engine, query);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
    throw new DataError('table-unreadable', `it is damaged or cut short (${reason})`, { file: path, cause });
  }
  return { query, bytes: (await stat(path)).size, notes: [] };
}
