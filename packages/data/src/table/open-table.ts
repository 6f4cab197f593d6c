import { basename, join } from 'node:path';
import { DataError } from '../errors.ts';
import { columnsOf } from './columns.ts';
import { type EngineOptions, TableEngine } from './engine.ts';
import { readCsv } from './readers/csv/read-csv.ts';
import { readExcel } from './readers/excel.ts';
import { type Format, formatOf } from './readers/format.ts';
import { readJson } from './readers/json.ts';
import { checkReading, type ReadingOptions } from './readers/options.ts';
import { readParquet } from './readers/parquet.ts';
import { readPostgres } from './readers/postgres.ts';
import type { Read } from './readers/read.ts';
import { readSqlite } from './readers/sqlite.ts';
import { unchanged } from './readers/unchanged.ts';
import { fetchFile } from './remote/fetch-file.ts';
import { type S3Options, s3Request } from './remote/s3.ts';
import { Table } from './table.ts';

/** Where a table comes from: a file, an address, or a database. */
export type TableSource =
  | string
  | { sqlite: string; table?: string; sql?: string }
  | { postgres: string; table?: string; sql?: string }
  | { excel: string; sheet?: string };

export type OpenTableOptions = EngineOptions &
  ReadingOptions & {
    /** Default: by what the file begins with, then by its name. */
    format?: Format;
    /** What a download must be; hexadecimal. */
    sha256?: string;
    /** Credentials and region for `s3://` addresses. Default: the usual environment variables. */
    s3?: S3Options;
    signal?: AbortSignal;
  };

/**
 * Opens a table: CSV, TSV, JSON, JSONL, Parquet, Excel and SQLite files, PostgreSQL, `https://` and `s3://` addresses.
 *
 * Text formats, spreadsheets and databases are read once, whole, into columns on disk, so that nothing later depends on the
 * source; Parquet is read in place. What had to be put right is in `reading.notes`.
 *
 * @throws DataError `table-missing`, `table-unreadable`, `table-unsupported`, `table-malformed`, `table-empty`,
 * `line-too-long`, `source-lost`, `source-changed`, `download-failed`, `checksum-mismatch`
 * @example
 * await using table = await openTable('visits.csv', { memory: '2GB' });
 * console.log(table.columns, await table.count(), table.reading.notes);
 */
export async function openTable(source: TableSource, options: OpenTableOptions = {}): Promise<Table> {
  checkReading(options);
  const engine = await TableEngine.open(options);
  try {
    const { label, format, read } = await readSource(engine, source, options);
    const columns = await columnsOf(engine, read.query);
    if (columns.length === 0) throw new DataError('table-empty', 'it has no columns', { file: label });
    const reading = { format, bytes: read.bytes, notes: read.notes };
    return new Table({
      engine,
      source: label,
      columns,
      reading,
      query: read.query,
      numbered: read.numbered,
      owns: true,
    });
  } catch (error) {
    engine.close();
    throw error;
  }
}

async function readSource(engine: TableEngine, source: TableSource, options: OpenTableOptions) {
  if (typeof source === 'object') {
    if ('postgres' in source) {
      return { label: withoutPassword(source.postgres), format: 'postgres', read: await readPostgres(engine, source) };
    }
    const path = 'sqlite' in source ? source.sqlite : source.excel;
    const [format, read] =
      'sqlite' in source
        ? (['sqlite', () => readSqlite(engine, path, source)] as const)
        : (['excel', () => readExcel(engine, path, source)] as const);
    return { label: path, format, read: await unchanged(path, read) };
  }
  if (/^https?:\/\//i.test(source) || /^s3:\/\//i.test(source)) {
    const request = /^s3:/i.test(source) ? s3Request(source, options.s3) : { url: source };
    const file = join(engine.folder, basename(new URL(request.url).pathname) || 'download');
    const { sha256, signal } = options;
    await fetchFile(request.url, file, { ...request, ...(sha256 ? { sha256 } : {}), ...(signal ? { signal } : {}) });
    const format = options.format ?? (await formatOf(file));
    return { label: withoutPassword(source), format, read: await readFile(engine, file, format, options) };
  }
  const format = options.format ?? (await formatOf(source));
  return { label: source, format, read: await unchanged(source, () => readFile(engine, source, format, options)) };
}

function readFile(engine: TableEngine, path: string, format: Format, options: OpenTableOptions): Promise<Read> {
  switch (format) {
    case 'csv':
      return readCsv(engine, path, options);
    case 'tsv':
      return readCsv(engine, path, { delimiter: '\t', ...options });
    case 'json':
    case 'jsonl':
      return readJson(engine, path, format, options);
    case 'parquet':
      return readParquet(engine, path);
    case 'excel':
      return readExcel(engine, path);
    case 'sqlite':
      return readSqlite(engine, path);
  }
}

function withoutPassword(address: string): string {
  return address.replace(/^(\w+:\/\/[^/:@]*):[^@/]*@/, '$1:…@').replace(/password=\S+/, 'password=…');
}
