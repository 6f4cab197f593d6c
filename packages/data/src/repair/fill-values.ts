import { DataError } from '../errors.ts';
import { asNumber, isNumeric } from '../profile/measure-columns.ts';
import { countUpTo, nextDown, sqlDouble } from '../table/double.ts';
import { name, text } from '../table/engine.ts';
import { rowColumn, type Table } from '../table/table.ts';
import type { FullStep } from './steps.ts';

/** Imputation of one column. */
export type Imputation = Extract<FullStep, { step: 'impute'; column: string }>;

/** Rows from which a median is looked for around a sample's. */
const mostSorted = 100_000;

/** Whether the cells are filled by one value, which the other columns have no part in. */
export function isFill(step: FullStep): step is Imputation {
  return step.step === 'impute' && 'column' in step && ['constant', 'mean', 'median', 'mode'].includes(step.how);
}

/** A fill learnt for a column: the value, and how many cells are empty where the search for it has counted them. */
type Learned = { value: number; gaps?: number };

/**
 * The columns with their gaps filled, in SQL. Means of all columns together take one scan, medians two.
 *
 * @param numbered the table's rows with their number
 * @returns `gaps`: the cells that change, where all of them are known already
 * @throws DataError `step-invalid`
 */
export async function fills(
  steps: readonly Imputation[],
  table: Table,
  numbered: string,
): Promise<{ replace: Record<string, string>; gaps?: Record<string, number> }> {
  const of = (how: string) => steps.filter((step) => step.how === how).map(({ column }) => numeric(table, column).name);
  const [means, medians] = [await averages(table, of('mean')), await mediansOf(table, of('median'), numbered)];
  const [out, gaps]: [Record<string, string>, Record<string, number>] = [{}, {}];
  for (const { column, how, value } of steps) {
    const v = name(column);
    const { type, sql } = table.column(column);
    if (how === 'constant') {
      if (value === undefined)
        throw new DataError('step-invalid', 'impute by a constant needs its value', {
          fix: "Add value: 0, or value: 'none'",
        });
      out[column] = `coalesce(${v}, ${typeof value === 'number' ? value : text(value)})`;
    } else if (how === 'mode') {
      const { m } = await table.engine.one(
        `select ${v}::varchar as m from (${table.query}) where ${v} is not null group by ${v} order by count(*) desc, ${v} limit 1`,
      );
      out[column] = m === null || m === undefined ? v : `coalesce(${v}, ${text(String(m))}::${sql})`;
    } else {
      const learned = (how === 'mean' ? means : medians).get(column);
      out[column] = learned === undefined ? v : `coalesce(${asNumber(column, type)}, ${learned.value})`;
      if (learned?.gaps !== undefined) gaps[column] = learned.gaps;
    }
  }
  return Object.keys(gaps).length === steps.length ? { replace: out, gaps } : { replace: out };
}

/** A column of numbers. @throws DataError `step-invalid`, `column-unknown` */
export function numeric(table: Table, column: string) {
  const found = table.column(column);
  if (!isNumeric(found.type) || found.type === 'date' || found.type === 'timestamp') {
    throw new DataError('step-invalid', `'${column}' is ${found.type}, not numbers`, {
      fix: "Convert it first: { step: 'number', column }",
    });
  }
  return found;
}

async function averages(table: Table, columns: readonly string[]): Promise<Map<string, Learned>> {
  return aggregated(table, columns, (x) => `avg(${x}) filter (isfinite(${x}))`);
}

async function aggregated(table: Table, columns: readonly string[], sql: (x: string) => string) {
  const out = new Map<string, Learned>();
  if (columns.length === 0) return out;
  const parts = columns.map((column, i) => `${sql(asNumber(column, 'number'))} as m${i}`);
  const row = await table.engine.one(`select ${parts.join(', ')} from (${table.query})`);
  for (const [i, column] of columns.entries())
    if (typeof row[`m${i}`] === 'number') out.set(column, { value: Number(row[`m${i}`]) });
  return out;
}

/**
 * Exact medians without sorting the columns: a sample says within which bounds they must be, one scan counts what is below and
 * gathers what is between.
 */
async function mediansOf(table: Table, columns: readonly string[], numbered: string): Promise<Map<string, Learned>> {
  const { engine, query } = table;
  if (columns.length === 0) return new Map();
  const whole = (some: readonly string[]) => aggregated(table, some, (x) => `median(${x}) filter (isfinite(${x}))`);
  const rows = await table.count();
  if (rows <= mostSorted) return whole(columns);
  // Of 65,536 rows the middle is off by a fifth of a per cent: one per cent to each side is five times that.
  const around = columns.map((column, i) => {
    const x = asNumber(column, 'number');
    return `quantile_cont(${x}, [0.49, 0.51]) filter (isfinite(${x})) as q${i}`;
  });
  const sample = await engine.one(
    `select ${around.join(', ')} from (${numbered}) where hash(${rowColumn}) % ${Math.floor(rows / 65_536)} = 0`,
  );
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
