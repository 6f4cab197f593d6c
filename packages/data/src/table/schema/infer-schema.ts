import { schemaMessage } from '@capstan/base';
import { replaceFile } from '@capstan/base/files';
import { z } from 'zod';
import { DataError } from '../../errors.ts';

import { name } from '../engine.ts';
import type { Plain } from '../plain.ts';
import type { Table } from '../table.ts';

/** Categories up to which a text column is an enumeration. */
const mostCategories = 20;

/**
 * Writes the schema of a table's rows as typed Zod code, to be kept and edited next to the project.
 *
 * @throws {Error} EACCES — where it cannot be written, and the system's other errors
 * @example await writeSchema('loans.schema.ts', table); // import { loansRow } …
 */
export async function writeSchema(path: string, table: Table): Promise<void> {
  await replaceFile(path, await schemaCode(table));
}

/** The code of `writeSchema`. */
export async function schemaCode(table: Table): Promise<string> {
  const parts = table.columns.flatMap(({ name: one }, i) => [
    `count(*) - count(${name(one)}) as m${i}`,
    `count(distinct ${name(one)}::varchar) as d${i}`,
    `min(${name(one)})::varchar as lo${i}`,
    `max(${name(one)})::varchar as hi${i}`,
    `bool_and(isfinite(try_cast(${name(one)}::varchar as double))) as f${i}`,
  ]);
  const row = await table.engine.one(`select count(*) as n, ${parts.join(', ')} from (${table.query})`);
  const rows = Number(row.n);
  const lines: string[] = [];
  for (const [i, { name: one, type }] of table.columns.entries()) {
    const [missing, distinct] = [Number(row[`m${i}`]), Number(row[`d${i}`])];
    let code = {
      boolean: 'z.boolean()',
      integer: 'z.int()',
      number: 'z.number()',
      text: 'z.string()',
      date: 'z.iso.date()',
      time: 'z.string()',
      timestamp: 'z.string()',
      other: 'z.unknown()',
    }[type];
    if (type === 'integer' || (type === 'number' && row[`f${i}`] === true)) {
      const low = Number(row[`lo${i}`]);
      // Only what is likely to hold for rows to come: a sign, not today's range.
      if (rows > missing && low >= 0) code += low > 0 ? '.positive()' : '.nonnegative()';
    }
    if (type === 'text' && distinct >= 2 && distinct <= mostCategories && rows - missing >= 20 * distinct) {
      const values = await table.engine.all(
        `select distinct ${name(one)} as v from (${table.query}) where ${name(one)} is not null order by v`,
      );
      code = `z.enum([${values.map(({ v }) => quoted(String(v))).join(', ')}])`;
    }
    if (missing > 0) code += '.nullable()';
    lines.push(
      `  ${/^[A-Za-z_$][\w$]*$/.test(one) ? one : quoted(one)}: ${code},${rows > missing && (type === 'integer' || type === 'number') ? ` // ${row[`lo${i}`]} … ${row[`hi${i}`]}` : ''}`,
    );
  }
  return `import { z } from 'zod';

/** A row of the table, as it was inferred from ${rows.toLocaleString('en')} rows: tighten what you know better. */
export const rowSchema = z.strictObject({
${lines.join('\n')}
});\n\nexport type Row = z.output<typeof rowSchema>;
`;
}

/** A row that does not fit a schema. */
export type SchemaFault = { row: number; column: string; value: Plain; message: string };

/** Faults that are kept; beyond, they are only counted. */
const mostFaults = 1000;

/** All that does not fit, in one error. */
export class SchemaError extends DataError {
  readonly faults: readonly SchemaFault[];
  /** How many there are, kept or not. */
  readonly count: number;

  constructor(source: string, faults: readonly SchemaFault[], count: number) {
    const columns = [...Map.groupBy(faults, ({ column }) => column)].map(
      ([column, some]) =>
        `${column} (${some.length}${count > faults.length ? ' and more' : ''}): row ${some[0]!.row}, ${JSON.stringify(some[0]!.value)}: ${some[0]!.message}`,
    );
    super('schema-mismatch', `${count.toLocaleString('en')} cells do not fit the schema. ${columns.join('; ')}`, {
      file: source,
      hint: 'Clean the table, or change the schema if these values are right',
    });
    this.faults = faults;
    this.count = count;
  }
}

/**
 * Checks every row of a table against a Zod schema of one row.
 *
 * @throws {SchemaError} — with all faults at once, rows counted from 1
 * @example await checkSchema(table, rowSchema);
 */
export async function checkSchema(table: Table, schema: z.ZodObject): Promise<void> {
  const faults: SchemaFault[] = [];
  let count = 0;
  const add = (fault: SchemaFault) => {
    count += 1;
    if (faults.length < mostFaults) faults.push(fault);
  };
  const known = new Set(table.columns.map((column) => column.name));
  for (const column of Object.keys(schema.shape)) {
    const part = schema.shape[column];
    if (!known.has(column) && !z.safeParse(part!, undefined).success)
      add({ row: 0, column, value: null, message: 'the column is not there' });
  }
  let row = 0;
  for await (const cells of table.rows()) {
    row += 1;
    const parsed = schema.safeParse(cells, { error: schemaMessage });
    if (parsed.success) continue;
    for (const { path, message, code } of parsed.error.issues) {
      const extra = code === 'unrecognized_keys';
      const column = extra ? message : String(path[0] ?? '');
      if (extra ? row > 1 : !known.has(column)) continue; // said once, for the table
      add({ row, column, value: extra ? null : (cells[column] ?? null), message });
    }
  }
  if (count > 0) throw new SchemaError(table.source, faults, count);
}

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
