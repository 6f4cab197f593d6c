import { DataError } from '../errors.ts';
import { isNumeric } from '../profile/table-profile.ts';
import { type Column, columnsOf } from '../table/columns.ts';
import { name } from '../table/engine.ts';
import { sqlError } from '../table/sql-error.ts';
import { Table } from '../table/table.ts';
import { type Change, compute } from './compute.ts';
import { sqlOf } from './step-sql.ts';
import { type FullStep, parseSteps, type Step } from './steps.ts';

/** What a step did. */
export type StepChange = { step: FullStep; cells: number; rows: number; columns: Record<string, number> };

/** The row's number while steps run: it stays with its row. */
export const rowColumn = '__row';

/**
 * Cleans a table step by step, and counts the cells and rows that each step changed.
 *
 * @param options.dryRun counts only; `table` is the one that was given
 * @returns the cleaned table, which lives as long as the one it was made from
 * @throws DataError `step-invalid`, `column-unknown`
 * @example
 * const { table: clean, changes } = await cleanTable(table, [{ step: 'deduplicate' }, { step: 'impute', column: 'age', how: 'median' }]);
 * for (const { step, cells, rows } of changes) console.log(step.step, cells, rows);
 */
export async function cleanTable(
  table: Table,
  steps: readonly Step[],
  options: { dryRun?: boolean } = {},
): Promise<{ table: Table; changes: StepChange[] }> {
  const { engine, source, reading } = table;
  const changes: StepChange[] = [];
  let current = engine.name('clean');
  const made = [current];
  try {
    await engine.run(`create table ${current} as select row_number() over () as ${rowColumn}, * from (${table.query})`);
    let columns = [...table.columns];
    for (const step of parseSteps(steps)) {
      const now = new Table({
        engine,
        source,
        columns,
        reading,
        query: `select * exclude (${rowColumn}) from ${current}`,
        owns: false,
      });
      checkColumns(step, now);
      const next = engine.name('clean');
      made.push(next);
      const sql =
        (await sqlOf(step, now, current)) ?? (await replaced(await compute(step, now, current), current, columns));
      await engine.run(`create table ${next} as ${sql}`);
      const after = (await columnsOf(engine, `select * from ${next}`)).filter((one) => one.name !== rowColumn);
      changes.push({
        step,
        ...(await difference(current, next, columns, after)),
      });
      await engine.run(`drop table ${current}`);
      current = next;
      columns = after;
    }
    if (options.dryRun) {
      await engine.run(`drop table ${current}`);
      return { table, changes };
    }
    const query = `select * exclude (${rowColumn}) from ${current} order by ${rowColumn}`;
    return { table: new Table({ engine, source, columns, reading, query, owns: false }), changes };
  } catch (error) {
    for (const one of made) await engine.run(`drop table if exists ${one}`).catch(() => {}); // the first error says more
    throw sqlError(error);
  }

  async function replaced({ columns, drop }: Change, from: string, types: readonly Column[]): Promise<string> {
    const loaded = await engine.load('computed', { [rowColumn]: columns.row, ...columns.values });
    made.push(loaded);
    const list = Object.entries(columns.values).map(([one, values]) => {
      // Numbers may get fractions; repaired text goes back to what the column was.
      const { type, sql } = types.find((column) => column.name === one)!;
      const own =
        values instanceof Float64Array || type === 'text' ? `c.${name(one)}` : `try_cast(c.${name(one)} as ${sql})`;
      return `case when c.${rowColumn} is null then t.${name(one)} else ${own} end as ${name(one)}`;
    });
    const replace = list.length > 0 ? ` replace (${list.join(', ')})` : '';
    const where = drop ? ` where c.${rowColumn} is null` : '';
    return `select t.*${replace} from ${from} t left join ${loaded} c on t.${rowColumn} = c.${rowColumn}${where}`;
  }

  async function difference(before: string, after: string, old: readonly Column[], now: readonly Column[]) {
    const types = new Map(now.map(({ name: one, type }) => [one, type]));
    const both = old.filter((one) => types.has(one.name)).map((one) => one.name);
    const parts = old.flatMap(({ name: one, type }) => {
      const became = types.get(one);
      if (became === undefined) return [];
      // 5 and 5.0 are the same cell; a text that became a date of the same spelling is, too.
      const as = type === became || (isNumeric(type) && isNumeric(became)) ? '' : '::varchar';
      return [`count(*) filter (b.${name(one)}${as} is distinct from a.${name(one)}${as}) as c${both.indexOf(one)}`];
    });
    const row = await engine.one(
      `select count(*) as n${parts.length > 0 ? `, ${parts.join(', ')}` : ''} from ${before} b join ${after} a on a.${rowColumn} = b.${rowColumn}`,
    );
    const { n } = await engine.one(`select count(*) as n from ${before}`);
    const counts: Record<string, number> = {};
    for (const [i, one] of both.entries()) if (Number(row[`c${i}`]) > 0) counts[one] = Number(row[`c${i}`]);
    return {
      cells: Object.values(counts).reduce((sum, count) => sum + count, 0),
      rows: Number(n) - Number(row.n),
      columns: counts,
    };
  }
}

function checkColumns(step: FullStep, table: Table): void {
  const named = [
    ...('column' in step && step.column !== undefined ? [step.column] : []),
    ...('columns' in step && step.columns ? step.columns : []),
    ...('by' in step && step.by ? step.by : []),
    ...('except' in step && step.except ? step.except : []),
  ];
  for (const one of named) table.column(one);
  if (step.step === 'drop-columns' && step.columns.length >= table.columns.length) {
    throw new DataError('step-invalid', 'drop-columns would leave no column', { fix: 'Keep one' });
  }
}
