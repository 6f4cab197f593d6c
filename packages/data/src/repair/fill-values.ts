import { DataError } from '../errors.ts';
import { asNumber, isNumeric } from '../profile/measure-columns.ts';
import { name, text } from '../table/engine.ts';
import type { Table } from '../table/table.ts';
import { learnt, medians } from './medians.ts';
import type { FullStep } from './steps.ts';

/** Imputation of one column. */
export type Imputation = Extract<FullStep, { step: 'impute'; column: string }>;

/** Whether the cells are filled by one value, which the other columns have no part in. */
export function isFill(step: FullStep): step is Imputation {
  return step.step === 'impute' && 'column' in step && ['constant', 'mean', 'median', 'mode'].includes(step.how);
}

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
  const means = await learnt(table, of('mean'), (x) => `avg(${x})`);
  const middles = await medians(table, of('median'), numbered);
  const [out, gaps]: [Record<string, string>, Record<string, number>] = [{}, {}];
  for (const { column, how, value } of steps) {
    const v = name(column);
    const { type, sql } = table.column(column);
    if (how === 'constant') {
      if (value === undefined)
        throw new DataError('step-invalid', 'impute by a constant needs its value', {
          hint: "Add value: 0, or value: 'none'",
        });
      out[column] = `coalesce(${v}, ${typeof value === 'number' ? value : text(value)})`;
    } else if (how === 'mode') {
      const { m } = await table.engine.one(
        `select ${v}::varchar as m from (${table.query}) where ${v} is not null group by ${v} order by count(*) desc, ${v} limit 1`,
      );
      out[column] = m === null || m === undefined ? v : `coalesce(${v}, ${text(String(m))}::${sql})`;
    } else {
      const learned = (how === 'mean' ? means : middles).get(column);
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
      hint: "Convert it first: { step: 'number', column }",
    });
  }
  return found;
}
