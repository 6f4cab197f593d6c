import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { nearest } from '@capstan/base';
import { DataError } from '../../errors.ts';
import type { TableEngine } from '../engine.ts';
import { csvLine } from '../text/csv-lines.ts';
import { openFile } from '../text/text-file.ts';
import type { TableReader } from './contract.ts';
import { readCsv } from './csv/read-csv.ts';
import type { Read } from './read.ts';

/** SQLite's results for a file that cannot be read: I/O, corrupt, full, cannot open, no database (sqlite.org/rescode.html). */
const BROKEN = new Set([10, 11, 13, 14, 26]);

/**
 * A table of a SQLite file, through Node's own SQLite: DuckDB's extension is not in its package. The only table needs no
 * name.
 * @throws {DataError} table-missing, table-unreadable — where there is no such file, sheet or table, or a file cannot be read as a table
 */
export async function readSqlite(
  engine: TableEngine,
  path: string,
  options: { table?: string; sql?: string } = {},
): Promise<Read> {
  await (await openFile(path)).close();
  const { size } = await stat(path);
  try {
    using database = new DatabaseSync(path, { readOnly: true });
    const names = database
      .prepare(
        "select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite_%' order by name",
      )
      .all()
      .map((row) => String(row.name));
    const sql = options.sql ?? `select * from "${pick(names, options.table, path).replaceAll('"', '""')}"`;
    const statement = database.prepare(sql);
    statement.setReadBigInts(true);
    statement.setReturnArrays(true);
    const columns = statement.columns();
    const types: Record<string, string> = {};
    for (const { name, type } of columns) types[name] = duckType(type ?? '');
    const file = join(engine.folder, engine.name('sqlite'));
    const out = createWriteStream(file);
    out.write(
      `${csvLine(
        columns.map(({ name }) => name),
        ',',
      )}\n`,
    );
    for (const row of statement.iterate()) {
      // as: setReturnArrays makes rows of arrays, which the types do not know
      const cells = (row as unknown as SQLOutputValue[]).map(asText);
      if (!out.write(`${csvLine(cells, ',')}\n`)) await once(out, 'drain');
    }
    out.end();
    await once(out, 'finish');
    const read = await readCsv(engine, file, { types, header: true, delimiter: ',', maxLine: 16_000_000 });
    return { ...read, bytes: size };
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const result = cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) & 0xff : 0;
    if (options.sql !== undefined && !BROKEN.has(result)) {
      throw new DataError('sql-invalid', `the query does not run: ${reason}`, { file: path, hint: 'Mend sql', cause });
    }
    throw new DataError('table-unreadable', 'it is damaged or cut short', {
      file: path,
      hint: 'Copy or fetch it again',
      cause,
    });
  }
}

/** The one table asked for, or the only one. */
export function pick(names: readonly string[], wanted: string | undefined, path: string, what = 'table'): string {
  if (wanted !== undefined) {
    if (names.includes(wanted)) return wanted;
    const close = nearest(wanted, names);
    throw new DataError('table-missing', `there is no ${what} '${wanted}'`, {
      file: path,
      hint: close ? `Did you mean '${close}'?` : `There are ${names.join(', ') || 'none'}`,
    });
  }
  if (names.length === 1) return names[0]!;
  throw new DataError('table-missing', names.length === 0 ? `there is no ${what}` : `there is more than one ${what}`, {
    file: path,
    hint:
      names.length === 0
        ? 'See whether it is the right file'
        : `Say which: ${what}: '${names[0]}'. There are ${names.join(', ')}`,
  });
}

/** SQLite's affinity rules: https://www.sqlite.org/datatype3.html#determination_of_column_affinity */
function duckType(declared: string): string {
  if (/INT/i.test(declared)) return 'BIGINT';
  if (/REAL|FLOA|DOUB|NUM|DEC/i.test(declared)) return 'DOUBLE';
  if (/CHAR|CLOB|TEXT/i.test(declared)) return 'VARCHAR';
  return '';
}

function asText(value: SQLOutputValue): string | null {
  if (value === null) return null;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return String(value);
}

/** A database in a file. */
export const sqliteReader = {
  format: 'sqlite',
  help: 'a table of a SQLite file',
  endings: ['db', 'sqlite', 'sqlite3'],
  begins: (start: string) => start.startsWith('SQLite format 3\0'),
  read: (engine, path, { table }) => readSqlite(engine, path, table === undefined ? {} : { table }),
} as const satisfies TableReader;
