import { isNumeric } from '../table/as-number.ts';
import { type Column, columnsOfQuery } from '../table/columns.ts';
import { copiesOf } from '../table/copies.ts';
import { name } from '../table/engine.ts';
import { sqlError } from '../table/sql-error.ts';
import { rowColumn, Table } from '../table/table.ts';
import type { ComputedCells, StepSql } from './steps/contract.ts';
import { type AnyCleaning, type CleanStep, type FullStep, kindOf, parseSteps } from './steps/step.ts';

/** A cell before and after; `null` is missing. */
export interface CellChange {
  row: number;
  column: string;
  was: string | null;
  becomes: string | null;
}

/** What a step did: cells changed, of them those that became missing, and rows left out. */
export interface StepChange {
  step: FullStep;
  cells: number;
  nulled: number;
  rows: number;
  columns: Record<string, number>;
  /** Some of the cells that changed; as many as were asked for. */
  examples: CellChange[];
}

/**
 * Cleans a table step by step, and counts the cells and rows that each step changed.
 *
 * @param options.dryRun counts only; `table` is the one that was given
 * @param options.examples how many changed cells of each step are shown; default 0
 * @returns the cleaned table, which lives as long as the one it was made from
 * @throws {DataError} step-invalid, column-unknown — where a step cannot be carried out, or there is no such column
 * @example
 * const { table: clean, changes } = await cleanTable(table, [{ step: 'deduplicate' }, { step: 'impute', column: 'age', how: 'median' }]);
 * for (const { step, cells, rows } of changes) console.log(step.step, cells, rows);
 */
export async function cleanTable(
  table: Table,
  steps: readonly CleanStep[],
  options: { dryRun?: boolean; examples?: number } = {},
): Promise<{ table: Table; changes: StepChange[] }> {
  const { engine, source, reading } = table;
  const wanted = options.examples ?? 0;
  const changes: StepChange[] = [];
  const made: string[] = [];
  // Rows are numbered as they come. Nothing is written until a step needs its neighbours.
  let query = table.numbered;
  let columns: readonly Column[] = table.columns;
  try {
    for (const run of runsOf(parseSteps(steps))) {
      const [step] = run;
      const kind = kindOf(step);
      const all = `select * exclude (${rowColumn}) from (${query})`;
      const now = new Table({ engine, source, columns, reading, query: all, owns: false });
      for (const one of run) for (const named of columnsIn(kind, one)) now.column(named);
      const rows = { table: now, numbered: query };
      const done = kind.together && run.length > 1 ? await kind.together.run(run, rows) : await kind.run(step, rows);
      const sql = 'drop' in done ? undefined : done;
      const next = 'drop' in done ? { query: await replaced(done), keep: true } : await apply(done);
      const after = (await columnsOfQuery(engine, next.query)).filter((one) => one.name !== rowColumn);
      const kept = next.keep ? await keep(next.query) : next.query;
      const change = await difference(sql, kept, after);
      changes.push(...run.map((one) => (run.length === 1 ? { step: one, ...change } : shareOf(one, change))));
      query = kept;
      columns = after;
    }
    if (options.dryRun) {
      await drop();
      return { table, changes };
    }
    const cleaned = `select * exclude (${rowColumn}) from (${query})`;
    return { table: new Table({ engine, source, columns, reading, query: cleaned, owns: false }), changes };
  } catch (error) {
    await drop().catch(() => {}); // the first error says more
    throw sqlError(error);
  }

  async function drop(): Promise<void> {
    for (const one of made) await engine.run(`drop table if exists ${one}`);
  }

  async function keep(rows: string): Promise<string> {
    const kept = engine.name('clean');
    await engine.run(`create table ${kept} as ${rows}`);
    made.push(kept);
    return `select * from ${kept}`;
  }

  async function apply(sql: StepSql): Promise<{ query: string; keep: boolean }> {
    if ('replace' in sql) {
      const list = Object.entries(sql.replace).map(([one, expression]) => `${expression} as ${name(one)}`);
      const replace = list.length > 0 ? ` replace (${list.join(', ')})` : '';
      return { query: `select *${replace} from (${query})`, keep: sql.ordered === true };
    }
    if ('keep' in sql) return { query: `select * from (${query}) where ${sql.keep}`, keep: false };
    if ('without' in sql) {
      return { query: `select * exclude (${sql.without.map(name).join(', ')}) from (${query})`, keep: false };
    }
    const copies = await copiesOf(engine, query, sql.unique);
    return { query: `select * from (${query}) where ${rowColumn} not in (select r from ${copies})`, keep: false };
  }

  /** A query with the cells that were computed outside of SQL in their place. */
  async function replaced({ columns: cells, drop: dropped }: ComputedCells): Promise<string> {
    const loaded = await engine.load('computed', { [rowColumn]: cells.row, ...cells.values });
    made.push(loaded);
    const list = Object.entries(cells.values).map(([one, values]) => {
      // Numbers may get fractions; repaired text goes back to what the column was.
      const { type, sql } = columns.find((column) => column.name === one)!;
      const cell =
        values instanceof Float64Array || type === 'text' ? `c.${name(one)}` : `try_cast(c.${name(one)} as ${sql})`;
      return `case when c.${rowColumn} is null then t.${name(one)} else ${cell} end as ${name(one)}`;
    });
    const replace = list.length > 0 ? ` replace (${list.join(', ')})` : '';
    const where = dropped ? ` where c.${rowColumn} is null` : '';
    return `select t.*${replace} from (${query}) t left join ${loaded} c on t.${rowColumn} = c.${rowColumn}${where} order by t.${rowColumn}`;
  }

  /** Counts what changed between `query` and `next`: in one scan where cells are only computed from their own row. */
  async function difference(sql: StepSql | undefined, next: string, after: readonly Column[]) {
    if (sql && 'gaps' in sql && sql.gaps) {
      const some = Object.entries(sql.gaps).filter(([, count]) => count > 0);
      const cells = some.reduce((sum, [, count]) => sum + count, 0);
      if (wanted === 0) return { cells, nulled: 0, rows: 0, columns: Object.fromEntries(some), examples: [] };
    }
    const types = new Map(after.map(({ name: one, type }) => [one, type]));
    const alone = sql && 'replace' in sql && !sql.ordered ? sql.replace : undefined;
    const touched = columns.filter(
      ({ name: one }) => types.has(one) && (!sql || ('replace' in sql && one in sql.replace)),
    );
    const compared = new Map<string, { differs: string; now: string }>();
    const parts = touched.map(({ name: one, type }, i) => {
      const became = types.get(one)!;
      // 5 and 5.0 are the same cell; a text that became a date of the same spelling is, too.
      const as = type === became || (isNumeric(type) && isNumeric(became)) ? '' : '::varchar';
      const now = alone ? `(${alone[one]})` : `a.${name(one)}`;
      const differs = `b.${name(one)}${as} is distinct from ${now}${as}`;
      compared.set(one, { differs, now });
      return `count(*) filter (${differs}) as c${i}, count(*) filter (b.${name(one)} is not null and ${now} is null) as z${i}`;
    });
    const counts: Record<string, number> = {};
    const examples: CellChange[] = [];
    let nulled = 0;
    if (parts.length > 0) {
      const from = alone ? `(${query}) b` : `(${query}) b join (${next}) a on a.${rowColumn} = b.${rowColumn}`;
      const row = await engine.one(`select ${parts.join(', ')} from ${from}`);
      for (const [i, { name: one }] of touched.entries()) {
        nulled += Number(row[`z${i}`]);
        if (Number(row[`c${i}`]) > 0) counts[one] = Number(row[`c${i}`]);
      }
      for (const one of Object.keys(counts)) {
        if (examples.length >= wanted) break;
        const { differs, now } = compared.get(one)!; // each touched column was compared
        const some = await engine.all(
          `select b.${rowColumn} as r, b.${name(one)}::varchar as was, (${now})::varchar as becomes from ${from} where ${differs} order by r limit ${wanted - examples.length}`,
        );
        for (const { r, was, becomes } of some) {
          examples.push({ row: Number(r), column: one, was: textOf(was), becomes: textOf(becomes) });
        }
      }
    }
    const rows = !sql || 'keep' in sql || 'unique' in sql ? (await size(query)) - (await size(next)) : 0;
    return {
      cells: Object.values(counts).reduce((sum, count) => sum + count, 0),
      nulled,
      rows,
      columns: counts,
      examples,
    };
  }

  async function size(rows: string): Promise<number> {
    return Number((await engine.one(`select count(*) as n from (${rows})`)).n);
  }
}

/** Steps of one kind that go in one scan together; all else by itself. */
function runsOf(steps: readonly FullStep[]): [FullStep, ...FullStep[]][] {
  const runs: [FullStep, ...FullStep[]][] = [];
  for (const step of steps) {
    const last = runs.at(-1);
    const { together } = kindOf(step);
    if (last && last[0].step === step.step && together?.joins(last, step)) last.push(step);
    else runs.push([step]);
  }
  return runs;
}

/** The columns that a step names. */
function columnsIn(kind: AnyCleaning, step: FullStep): readonly string[] {
  if (kind.columns) return kind.columns(step);
  if ('column' in step && step.column !== undefined) return [step.column];
  return 'columns' in step && step.columns ? step.columns : [];
}

/** What of the changes of several steps is one's. */
function shareOf(step: FullStep, change: Omit<StepChange, 'step'>): StepChange {
  const own = new Set(columnsIn(kindOf(step), step));
  const columns = Object.fromEntries(Object.entries(change.columns).filter(([column]) => own.has(column)));
  const cells = Object.values(columns).reduce((sum, count) => sum + count, 0);
  const examples = change.examples.filter(({ column }) => own.has(column));
  return { step, cells, nulled: 0, rows: 0, columns, examples };
}

function textOf(cell: unknown): string | null {
  return cell === null || cell === undefined ? null : String(cell);
}
