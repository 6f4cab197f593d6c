import { DataError } from '../errors.ts';
import { unitOf } from '../repair/dirty/numbers.ts';
import { isNumeric, numberIn } from '../table/as-number.ts';
import type { Column } from '../table/columns.ts';
import { name } from '../table/engine.ts';
import { sampled } from '../table/sampled.ts';
import type { DistinctValues } from '../table/stored/distinct-values.ts';
import type { Table } from '../table/table.ts';
import { nullWordsSql } from '../table/text/narrow-text.ts';
import type { ColumnProfile } from './column-profile.ts';
import { distinctOf, storedColumns, storedDistinct } from './distinct-of.ts';

/** What the columns are like, and what of that only the doctor wants. */
export type Measured = {
  columns: ColumnProfile[];
  /** Whether all numbers are finite: SQL that need not look is twice as fast. */
  finite: boolean;
  /** Words for no value in columns of text. */
  words: Map<string, { count: number; example: string }>;
  /** The values that come more than once of the column without gaps in which fewest do, where they are known. */
  repeated: Repeated | undefined;
};

/** Values of a column that come more than once. */
export type Repeated = { column: string; values: Float64Array };

/** Rows up to which the different values of all columns are counted in one scan. */
const mostTogether = 10_000;

/** Most frequent values that are kept. */
const mostTop = 8;

/** One scan for all numbers together, and one by group for each other column, whose cells come again and again. */
export async function measureColumns(table: Table, rows: number): Promise<Measured> {
  const numeric = table.columns.filter(({ type }) => isNumeric(type));
  let finite = true;
  // Beside the scans, which leave processors free now and then; where columns lie is asked first, for scans would hold it up.
  const stored = rows > mostTogether ? await storedColumns(table, numeric) : new Map();
  const counting = storedDistinct(table, stored, rows);
  const [measured, counted] = await Promise.all([
    // The standard deviation refuses what is infinite. Anything else that is wrong is found by the second try as well.
    measureNumbers(table, numeric, rows, true).catch((cause) => {
      if (cause instanceof DataError && cause.code !== 'sql-invalid') throw cause;
      finite = false;
      return measureNumbers(table, numeric, rows, false);
    }),
    counting,
  ]);
  const words: Measured['words'] = new Map();
  const columns: ColumnProfile[] = [];
  for (const column of table.columns) {
    const found = measured.get(column.name);
    if (found) {
      if (rows > mostTogether) {
        found.distinct = counted.get(column.name)?.distinct ?? (await distinctOf(table, found, rows));
      }
      const few = !found.numbers || found.distinct <= 12;
      columns.push(few ? { ...found, top: await topValues(table, column.name, mostTop) } : found);
      continue;
    }
    const { profile, word } = await measureValues(table, column, rows);
    columns.push(profile);
    if (word) words.set(column.name, word);
  }
  return { columns, finite, words, repeated: repeatedOf(columns, counted) };
}

/** Of the column with most different values among those without a gap, what comes more than once. */
function repeatedOf(
  columns: readonly ColumnProfile[],
  counted: ReadonlyMap<string, DistinctValues>,
): Repeated | undefined {
  const [telling] = columns
    .filter(({ name: one, missing }) => missing === 0 && counted.get(one)?.repeated)
    .sort((a, b) => b.distinct - a.distinct);
  const values = telling && counted.get(telling.name)!.repeated;
  return values && { column: telling.name, values };
}

async function measureNumbers(table: Table, columns: readonly Column[], rows: number, finite: boolean) {
  const out = new Map<string, ColumnProfile>();
  if (columns.length === 0) return out;
  const parts = columns.map((column, i) => {
    const [v, x] = [name(column.name), numberIn(column, finite)];
    const distinct = rows > mostTogether ? '0' : `count(distinct ${v})`; // of more rows column by column, for memory's sake
    const infinite = finite || column.type !== 'number' ? '0' : `count(*) filter (isinf(${v}))`;
    return `count(${v}) as n${i}, ${distinct} as d${i}, min(${x}) as lo${i}, max(${x}) as hi${i}, avg(${x}) as m${i}, stddev_samp(${x}) as s${i}, ${infinite} as inf${i}`;
  });
  const row = await table.engine.one(`select ${parts.join(', ')} from (${table.query})`);
  const { from } = await sampled(table, rows);
  const each = columns.map((column, i) => `quantile_cont(${numberIn(column, finite)}, [0.25, 0.5, 0.75]) as q${i}`);
  const quartiles = await table.engine.one(`select ${each.join(', ')} from ${from}`);
  for (const [i, column] of columns.entries()) {
    const filled = Number(row[`n${i}`]);
    const profile: ColumnProfile = {
      ...{ name: column.name, type: column.type, missing: rows - filled },
      distinct: Math.min(Number(row[`d${i}`]), filled),
    };
    const unit = unitIn(column.name);
    if (unit) profile.unit = unit;
    if (row[`lo${i}`] !== null) {
      const mean = Number(row[`m${i}`]);
      const [a = mean, b = mean, c = mean] = (quartiles[`q${i}`] as number[] | null) ?? []; // as: three were asked for
      profile.numbers = {
        ...{ least: Number(row[`lo${i}`]), quartiles: [a, b, c], most: Number(row[`hi${i}`]) },
        ...{ mean, std: Number(row[`s${i}`] ?? 0), infinite: Number(row[`inf${i}`]) },
      };
    }
    out.set(column.name, profile);
  }
  return out;
}

async function measureValues(table: Table, { name: column, type }: Column, rows: number) {
  const v = name(column);
  const word = `lower(trim(v)) in (${nullWordsSql})`;
  const text =
    type === 'text'
      ? `, min(length(v)) as lo, sum(length(v) * n)::double as sum, max(length(v)) as hi, sum(n) filter (${word}) as words, any_value(v) filter (${word}) as word`
      : '';
  const row = await table.engine.one(
    `with g as (select ${v} as v, count(*) as n from (${table.query}) where ${v} is not null group by 1)
    select count(v) as d, coalesce(sum(n), 0) as n${text}, (select list({v: v::varchar, n: n}) from (from g order by n desc, v limit ${mostTop})) as top from g`,
  );
  const filled = Number(row.n);
  const top = (row.top ?? []) as { v: string; n: number }[]; // as: what the query makes
  const profile: ColumnProfile = {
    ...{ name: column, type, missing: rows - filled, distinct: Number(row.d) },
    top: top.map(({ v: value, n }) => ({ value: String(value), count: Number(n) })),
  };
  if (type === 'text' && filled > 0) {
    profile.lengths = { least: Number(row.lo), mean: Number(row.sum) / filled, most: Number(row.hi) };
  }
  return { profile, word: row.words ? { count: Number(row.words), example: String(row.word) } : undefined };
}

/** The most frequent values of a column. */
export async function topValues(
  table: Table,
  column: string,
  most: number,
): Promise<{ value: string; count: number }[]> {
  const v = name(column);
  const rows = await table.engine.all(
    `select ${v}::varchar as v, count(*) as n from (${table.query}) where ${v} is not null group by all order by n desc, v limit ${most}`,
  );
  return rows.map(({ v: value, n }) => ({ value: String(value), count: Number(n) }));
}

function unitIn(column: string): string | undefined {
  const unit = column.match(/[([,_ ]([^()[\],_ ]+)[)\]]?$/)?.[1];
  return unit && unitOf(unit);
}
