import { join } from 'node:path';
import { DataError } from '../../errors.ts';
import { type TableEngine, text } from '../engine.ts';
import { copyTable } from '../postgres/copy-table.ts';
import { sqlError } from '../sql-error.ts';
import type { Read } from './read.ts';
import { pick } from './sqlite.ts';

/**
 * A table of a PostgreSQL server, read whole through `copy`: DuckDB's extension would have to be downloaded.
 * @throws {DataError} option-invalid, table-missing, table-unreadable, sql-invalid, source-lost — where an option makes no sense, there is no such file, sheet or table, a file cannot be read as a table, the query is refused, or the source goes away
 */
export async function readPostgres(
  engine: TableEngine,
  source: { postgres: string; table?: string; sql?: string },
): Promise<Read> {
  const file = join(engine.folder, engine.name('postgres'));
  const choose = (names: string[]) => pick(names, source.table, 'the server');
  const { columns, bytes } = await copyTable(source.postgres, file, { sql: source.sql, choose });
  const types = columns.map(({ name, type }) => `${text(name)}: ${text(type)}`).join(', ');
  const how = `delim = ',', quote = '"', escape = '"', nullstr = '\\N', allow_quoted_nulls = false, max_line_size = 16000000`;
  const table = engine.name('postgres');
  try {
    await engine.run(
      `create table ${table} as select * from read_csv(${text(file)}, auto_detect = false, header = false, ${how}, columns = {${types}})`,
    );
  } catch (cause) {
    const error = sqlError(cause);
    if (!(error instanceof DataError) || error.code !== 'sql-invalid') throw error;
    throw new DataError('table-unreadable', error.reason, { hint: 'Cast that column to text in sql', cause });
  }
  return { query: `select * from ${table}`, bytes, notes: [] };
}
