import { existsSync } from 'node:fs';
import { DataError } from '../errors.ts';
import { columnsOfQuery } from './columns.ts';
import { type EngineOptions, TableEngine } from './engine.ts';
import { expanded, readFiles } from './readers/files.ts';
import type { Format } from './readers/index.ts';
import { checkReading, type ReadingOptions } from './readers/options.ts';
import { readPostgres } from './readers/postgres.ts';
import type { Read } from './readers/read.ts';
import { readPlain } from './readers/read-file.ts';
import { readSqlite } from './readers/sqlite.ts';
import { unchanged } from './readers/unchanged.ts';
import { download } from './remote/download.ts';
import type { FetchProgress } from './remote/fetch-file.ts';
import { type S3Options, s3Request } from './remote/s3.ts';
import { Table } from './table.ts';

/** Where a table comes from: a file, an address, or a database. */
export type TableSource =
  | string
  | { sqlite: string; table?: string; sql?: string }
  | { postgres: string; table?: string; sql?: string }
  | { excel: string; sheet?: string }
  | { files: readonly string[] };

export type OpenTableOptions = EngineOptions &
  ReadingOptions & {
    /** Default: by what the file begins with, then by its name. */
    format?: Format;
    /** What a download must be; hexadecimal. */
    sha256?: string;
    /** Credentials and region for `s3://` addresses. Default: the usual environment variables. */
    s3?: S3Options;
    /** Folder in which what came of a download that failed waits for the next one. Default: nothing is kept. */
    downloads?: string;
    /** Told how far a download is, and why it waits. */
    onDownload?: (progress: FetchProgress) => void;
  };

/**
 * Opens a table: CSV, TSV, JSON, JSONL, Parquet, Excel and SQLite files, plain or packed with gzip, zstd or ZIP, several at once
 * (`sales/*.csv`), PostgreSQL, `https://` and `s3://` addresses.
 *
 * Text formats, spreadsheets and databases are read once, whole, into columns on disk, so that nothing later depends on the
 * source; Parquet is read in place. What had to be put right is in `reading.notes`.
 *
 * @throws {DataError} table-missing, table-unreadable, table-unsupported, table-malformed, table-empty, line-too-long, source-lost, source-changed, download-failed, checksum-mismatch — where there is no such file, sheet or table, a file cannot be read as a table, its format is not read, most lines do not fit, there is no column, or no row, a line is longer than is read, the source goes away, the source changes, the server refuses, or gives up, or what came is not what was expected
 * @example
 * await using table = await openTable('visits.csv', { memory: '2GB' });
 * console.log(table.columns, await table.count(), table.reading.notes);
 */
export async function openTable(source: TableSource, options: OpenTableOptions = {}): Promise<Table> {
  checkReading(options);
  const engine = await TableEngine.open(options);
  try {
    const { label, format, read } = await readSource(engine, source, options);
    const columns = await columnsOfQuery(engine, read.query);
    if (columns.length === 0) throw new DataError('table-empty', 'it has no columns', { file: label });
    const reading = { format, bytes: read.bytes, notes: read.notes };
    return new Table({
      engine,
      source: label,
      columns,
      reading,
      query: read.query,
      numbered: read.numbered,
      stored: read.stored,
      owns: true,
    });
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** What a source gave: how it is called, what it was, and its rows. */
type Found = { label: string; format: string; read: Read };

async function readSource(engine: TableEngine, source: TableSource, options: OpenTableOptions): Promise<Found> {
  if (typeof source === 'object') return readNamed(engine, source, options);
  if (/^https?:\/\//i.test(source) || /^s3:\/\//i.test(source)) {
    const request = /^s3:/i.test(source) ? s3Request(source, options.s3) : { url: source };
    if (!URL.canParse(request.url)) {
      const hint = 'Expected is one such as https://example.org/rows.csv';
      throw new DataError('option-invalid', 'this is no address', { file: source, hint });
    }
    const { sha256, signal, downloads, onDownload } = options;
    const file = await download(request.url, engine.folder, {
      kept: downloads,
      ...('headers' in request ? { headers: request.headers } : {}),
      ...(sha256 ? { sha256 } : {}),
      ...(signal ? { signal } : {}),
      ...(onDownload ? { onProgress: onDownload } : {}),
    });
    return { label: withoutPassword(source), ...(await readPlain(engine, file, options)) };
  }
  if (/[*?[{]/.test(source) && !existsSync(source)) {
    return { label: source, ...(await readFiles(engine, expanded(source), options)) };
  }
  return { label: source, ...(await unchanged(source, () => readPlain(engine, source, options))) };
}

async function readNamed(
  engine: TableEngine,
  source: Exclude<TableSource, string>,
  options: OpenTableOptions,
): Promise<Found> {
  if ('postgres' in source) {
    return { label: withoutPassword(source.postgres), format: 'postgres', read: await readPostgres(engine, source) };
  }
  if ('files' in source) {
    return { label: `${source.files.length} files`, ...(await readFiles(engine, source.files, options)) };
  }
  if ('sqlite' in source) {
    const path = source.sqlite;
    return { label: path, format: 'sqlite', read: await unchanged(path, () => readSqlite(engine, path, source)) };
  }
  const { excel, sheet } = source;
  const given = { ...options, format: 'excel' as const, ...(sheet === undefined ? {} : { sheet }) };
  return { label: excel, ...(await unchanged(excel, () => readPlain(engine, excel, given))) };
}

function withoutPassword(address: string): string {
  return address.replace(/^(\w+:\/\/[^/:@]*):[^@/]*@/, '$1:…@').replace(/password=\S+/, 'password=…');
}
