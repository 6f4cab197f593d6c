import { asNumber } from '../../../table/as-number.ts';
import { name, text } from '../../../table/engine.ts';
import type { Rows, StepSql } from '../contract.ts';
import { numeric } from '../numeric.ts';
import { type Learned, learnt, medians } from './medians.ts';

/** Gaps of one column filled by one value. */
export type ValueFill =
  | { column: string; how: 'constant'; value: string | number }
  | { column: string; how: 'mean' | 'median' | 'mode' };

/**
 * The columns with their gaps filled, in SQL. Means of all columns together take one scan, medians two.
 *
 * @returns `gaps`: the cells that change, where all of them are known already
 * @throws {DataError} step-invalid — where a step cannot be carried out
 */
export async function fills(steps: readonly ValueFill[], { table, numbered }: Rows): Promise<StepSql> {
  const of = (how: string) => steps.filter((step) => step.how === how).map(({ column }) => numeric(table, column).name);
  const means = await learnt(table, of('mean'), (x) => `avg(${x})`);
  const middles = await medians(table, of('median'), numbered);
  const [replace, gaps]: [Record<string, string>, Record<string, number>] = [{}, {}];
  for (const step of steps) {
    const { column, how } = step;
    const v = name(column);
    const { type, sql } = table.column(column);
    if (how === 'constant') {
      replace[column] = `coalesce(${v}, ${typeof step.value === 'number' ? step.value : text(step.value)})`;
    } else if (how === 'mode') {
      const { m } = await table.engine.one(
        `select ${v}::varchar as m from (${table.query}) where ${v} is not null group by ${v} order by count(*) desc, ${v} limit 1`,
      );
      replace[column] = m === null || m === undefined ? v : `coalesce(${v}, ${text(String(m))}::${sql})`;
    } else {
      const learned: Learned | undefined = (how === 'mean' ? means : middles).get(column);
      replace[column] = learned === undefined ? v : `coalesce(${asNumber(column, type)}, ${learned.value})`;
      if (learned?.gaps !== undefined) gaps[column] = learned.gaps;
    }
  }
  return Object.keys(gaps).length === steps.length ? { replace, gaps } : { replace };
}
