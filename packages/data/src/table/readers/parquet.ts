import { stat } from 'node:fs/promises';
import { DataError } from '../../errors.ts';
import { columnsOfQuery } from '../columns.ts';
import { literal, type TableEngine, text } from '../engine.ts';
import { rowColumn } from '../table.ts';
import type { TableReader } from './contract.ts';
import type { Read } from './read.ts';

/** A Parquet file, read in place. @throws {DataError} table-unreadable — where a file cannot be read as a table */
async function readParquet(engine: TableEngine, path: string): Promise<Read> {
  const query = `select * from read_parquet(${text(literal(path))})`;
  try {
    await columnsOfQuery(engine, query);
  } catch (cause) {
    throw new DataError('table-unreadable', 'it is damaged or cut short', {
      file: path,
      hint: 'Write or fetch it again',
      cause,
    });
  }
  return { query, numbered: numberedParquet(path), bytes: (await stat(path)).size, notes: [] };
}

/** The rows of one Parquet file with their numbers, which it knows without counting. */
export function numberedParquet(path: string, replace = ''): string {
  const file = `read_parquet(${text(literal(path))}, file_row_number = true)`;
  return `select file_row_number as ${rowColumn}, * exclude (file_row_number)${replace} from ${file}`;
}

/** Columns as Arrow, Spark and DuckDB write them. */
export const parquetReader = {
  format: 'parquet',
  help: 'columns as Arrow, Spark and DuckDB write them',
  endings: ['parquet'],
  begins: (start: string) => start.startsWith('PAR1'),
  read: readParquet,
} as const satisfies TableReader;
