import { asNumber } from '../../../table/as-number.ts';
import { countUpTo, nextDown, sqlDouble } from '../../../table/double.ts';
import { sampleBehind } from '../../../table/sampled.ts';
import { rowColumn, type Table } from '../../../table/table.ts';

/** A number learnt for a column, and how many cells are empty where the search for it has counted them. */
export type Learned = { value: number; gaps?: number };

/** Rows from which a median is looked for around a sample's. */
const mostSorted = 100_000;

/** An aggregate of the finite numbers of each column, in one scan. */
export async function learnt(table: Table, columns: readonly string[], sql: (x: string) => string) {
  const out = new Map<string, Learned>();
  if (columns.length === 0) return out;
  const parts = columns.map((column, i) => {
    const x = asNumber(column, 'number');
    return `${sql(x)} filter (isfinite(${x})) as m${i}`;
  });
  const row = await table.engine.one(`select ${parts.join(', ')} from (${table.query})`);
  for (const [i, column] of columns.entries())
    if (typeof row[`m${i}`] === 'number') out.set(column, { value: Number(row[`m${i}`]) });
  return out;
}

/**
 * Exact medians without sorting the columns: a sample says within which bounds they must be, one scan counts what is below and
 * gathers what is between.
 *
 * @param numbered the table's rows with their number
 */
export async function medians(
  table: Table,
  columns: readonly string[],
  numbered: string,
): Promise<Map<string, Learned>> {
  const { engine, query } = table;
  if (columns.length === 0) return new Map();
  const whole = (some: readonly string[]) => learnt(table, some, (x) => `median(${x})`);
  const rows = await table.count();
  if (rows <= mostSorted) return whole(columns);
  // Of 65,536 rows the middle is off by a fifth of a per cent: one per cent to each side is five times that.
  const around = columns.map((column, i) => {
    const x = asNumber(column, 'number');
    return `quantile_cont(${x}, [0.49, 0.51]) filter (isfinite(${x})) as q${i}`;
  });
  // The bounds are proven by the counts: any sample may say them, one of the table before it was cleaned too.
  const drawn = await sampleBehind(engine, numbered);
  const own = `(${numbered}) where hash(${rowColumn}) % ${Math.floor(rows / 65_536)} = 0`;
  const ofSample = (from: string) => engine.one(`select ${around.join(', ')} from ${from}`);
  const sample = await (drawn === undefined ? ofSample(own) : ofSample(drawn).catch(() => ofSample(own))); // a column may be new
  const sought = columns.flatMap((column, i) => {
    if (sample[`q${i}`] === null) return []; // no number in the sample
    const [low, high] = sample[`q${i}`] as [number, number]; // as: two were asked for
    const x = asNumber(column, 'number');
    const cuts = [Number.NEGATIVE_INFINITY, nextDown(low), low, nextDown(high), high, Number.MAX_VALUE];
    return [{ column, low, high, x, counted: countUpTo(x, cuts) }];
  });
  if (sought.length === 0) return whole(columns);
  const gathered = engine.name('middles');
  const lists = sought.map(
    ({ x, low, high, counted }, i) =>
      `${counted.sql} as h${i}, list(${x}) filter (${x} > ${sqlDouble(low)} and ${x} < ${sqlDouble(high)}) as l${i}`,
  );
  await engine.run(`create table ${gathered} as select ${lists.join(', ')} from (${query})`);
  const row = await engine.one(`select ${sought.map((_, i) => `h${i}`).join(', ')} from ${gathered}`);
  const middles = sought.map(({ low, high, counted }, i) => {
    const counts = ((row[`h${i}`] ?? []) as number[]).map(Number); // as: one for each edge, then what is above all
    const upTo = (edge: number) => counts.slice(0, counted.edges.indexOf(edge) + 1).reduce((sum, n) => sum + n, 0);
    const infinite = upTo(Number.NEGATIVE_INFINITY);
    const filled = upTo(Number.MAX_VALUE) - infinite;
    /** The value with so many below it, in SQL. */
    const at = (below: number): string => {
      const place = below + infinite;
      if (place < upTo(nextDown(low)) || place >= upTo(high)) return 'null'; // the bounds did not hold
      if (place < upTo(low)) return sqlDouble(low);
      return place < upTo(nextDown(high)) ? `list_sort(l${i})[${place - upTo(low) + 1}]` : sqlDouble(high);
    };
    const sql = `${at(Math.trunc((filled - 1) / 2))} / 2 + ${at(Math.trunc(filled / 2))} / 2 as m${i}`;
    return { sql, gaps: rows - counts.reduce((sum, n) => sum + n, 0) };
  });
  const found = await engine.one(`select ${middles.map(({ sql }) => sql).join(', ')} from ${gathered}`);
  await engine.run(`drop table ${gathered}`);
  const out = new Map<string, Learned>();
  for (const [i, { column }] of sought.entries()) {
    if (found[`m${i}`] !== null) out.set(column, { value: Number(found[`m${i}`]), gaps: middles[i]!.gaps });
  }
  for (const [column, m] of await whole(columns.filter((one) => !out.has(one)))) out.set(column, m);
  return out;
}
