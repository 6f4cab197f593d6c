import { DataError } from '../errors.ts';
import { name, type TableEngine, text } from './engine.ts';
import type { Read } from './open-table.ts';
import { pick } from './read-sqlite.ts';
import { sqlError } from './sql-error.ts';

/**
 * A table of a PostgreSQL server through DuckDB's extension, which it downloads once; read-only, read whole.
 * @throws DataError `extension-missing`, `table-missing`, `table-unreadable`
 */
export async function readPostgres(
  engine: TableEngine,
  source: { postgres: string; table?: string; sql?: string },
): Promise<Read> {
  try {
    await engine.run('install postgres');
    await engine.run('load postgres');
  } catch (cause) {
    throw new DataError('extension-missing', 'reading PostgreSQL needs an extension that DuckDB could not download', {
      fix: `Allow it the network once, or export the table first: psql -c "\\copy ${source.table ?? 'TABLE'} to 'table.csv' csv header"`,
      cause,
    });
  }
  const server = engine.name('server');
  try {
    await engine.run(`attach ${text(source.postgres)} as ${server} (type postgres, read_only)`);
  } catch (cause) {
    throw new DataError('table-unreadable', 'the server cannot be reached, or refuses', {
      fix: 'See that address, user and password are right: postgres://user:password@host:5432/database',
      cause,
    });
  }
  const table = engine.name('postgres');
  try {
    if (source.sql !== undefined) {
      await engine.run(`create table ${table} as select * from postgres_query(${text(server)}, ${text(source.sql)})`);
    } else {
      const found = await engine.all(
        `select table_schema as s, table_name as t from information_schema.tables where table_catalog = ${text(server)}`,
      );
      const names = found.map(({ s, t }) => (s === 'public' ? String(t) : `${s}.${t}`));
      const wanted = pick(names, source.table, 'postgres');
      const parts = wanted.includes('.') ? wanted.split('.') : ['public', wanted];
      await engine.run(`create table ${table} as select * from ${server}.${parts.map(name).join('.')}`);
    }
    return { query: `select * from ${table}`, bytes: 0, notes: [] };
  } catch (cause) {
    throw sqlError(cause);
  } finally {
    await engine.run(`detach ${server}`).catch(() => {}); // the first error says more
  }
}
