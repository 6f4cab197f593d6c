import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DataError } from '../../errors.ts';
import { PostgresConnection, type PostgresField } from './connection.ts';

/** A table as a CSV file without a header, `\N` for what is missing, with a DuckDB type for each column. */
export type Copied = { columns: { name: string; type: string }[]; bytes: number };

/** DuckDB's types by the numbers of PostgreSQL's (pg_type.dat); what is not here comes as text. */
const types: Record<number, string> = {
  16: 'BOOLEAN',
  20: 'BIGINT',
  21: 'SMALLINT',
  23: 'INTEGER',
  26: 'UINTEGER',
  700: 'REAL',
  701: 'DOUBLE',
  1082: 'DATE',
  1083: 'TIME',
  1114: 'TIMESTAMP',
  1184: 'TIMESTAMP', // in UTC, as the connection asks for
  1700: 'DOUBLE',
};

/**
 * Copies a table, a view or the result of a query out of a PostgreSQL server, as it is at one moment.
 *
 * @param choose picks one of the tables that there are, where no query is given
 * @throws {DataError} option-invalid, table-unreadable, table-missing, sql-invalid, source-lost — where an option makes no sense, a file cannot be read as a table, there is no such file, sheet or table, the query is refused, or the source goes away
 */
export async function copyTable(
  address: string,
  file: string,
  { sql, choose }: { sql?: string | undefined; choose(names: string[]): string },
): Promise<Copied> {
  await using connection = await PostgresConnection.open(address);
  await connection.query('begin isolation level repeatable read, read only');
  const query = sql === undefined ? await selectOne(connection, choose) : sql.replace(/[\s;]+$/, '');
  const { fields } = await connection.query(`select * from (${query}\n) as asked limit 0`);
  if (fields.length === 0) throw new DataError('table-empty', 'it has no columns');
  const copy = `copy (${query}\n) to stdout with (format csv, null '\\N')`;
  await pipeline(Readable.from(connection.copyOut(copy)), createWriteStream(file));
  const taken = new Set<string>();
  const columns = fields.map((field) => {
    let { name } = field;
    for (let i = 2; taken.has(name); i++) name = `${field.name}_${i}`; // a query may call two columns alike
    taken.add(name);
    return { name, type: typeOf(field) };
  });
  return { columns, bytes: (await stat(file)).size };
}

async function selectOne(connection: PostgresConnection, choose: (names: string[]) => string): Promise<string> {
  const { rows } = await connection.query(
    "select table_schema, table_name from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema') order by 1, 2",
  );
  const names = rows.map(([schema, table]) => (schema === 'public' ? String(table) : `${schema}.${table}`));
  const row = rows[names.indexOf(choose(names))]!; // choose gives one of them
  return `select * from ${row.map((part) => `"${String(part).replaceAll('"', '""')}"`).join('.')}`;
}

/** `numeric(p, s)` stays exact where DuckDB can hold it. */
function typeOf({ type, modifier }: PostgresField): string {
  if (type === 1700 && modifier >= 4) {
    const [precision, scale] = [((modifier - 4) >> 16) & 0xffff, (modifier - 4) & 0x7ff];
    if (precision <= 38 && scale <= precision) return `DECIMAL(${precision}, ${scale})`;
  }
  return types[type] ?? 'VARCHAR';
}
