import { asNumber } from '../../../table/as-number.ts';
import { name } from '../../../table/engine.ts';
import type { Rows, StepSql } from '../contract.ts';
import { numeric } from '../numeric.ts';

/** How the bounds are drawn: `factor` interquartile ranges or standard deviations from the middle. */
export interface Bounds {
  column: string;
  how: 'iqr' | 'z-score';
  factor: number;
  action: 'clip' | 'null' | 'drop';
}

/** Values of one column beyond bounds, in SQL. @throws {DataError} step-invalid — where a step cannot be carried out */
export async function outsideBounds({ column, how, factor, action }: Bounds, { table }: Rows): Promise<StepSql> {
  const { type } = numeric(table, column);
  const [v, x, from] = [name(column), asNumber(column, type), `(${table.query})`];
  const bounds = await table.engine.one(
    how === 'iqr'
      ? `select q[1] - ${factor} * (q[2] - q[1]) as low, q[2] + ${factor} * (q[2] - q[1]) as high from (select quantile_cont(${x}, [0.25, 0.75]) as q from ${from} where isfinite(${x}))`
      : `select avg(${x}) - ${factor} * stddev_pop(${x}) as low, avg(${x}) + ${factor} * stddev_pop(${x}) as high from ${from} where isfinite(${x})`,
  );
  if (bounds.low === null) return { replace: {} };
  const out = `(${x} < ${bounds.low} or ${x} > ${bounds.high})`;
  if (action === 'drop') return { keep: `not coalesce(${out}, false)` };
  if (action === 'null') return { replace: { [column]: `case when ${out} then null else ${v} end` } };
  return {
    replace: {
      [column]: `case when ${v} is null then null else least(greatest(${x}, ${bounds.low}), ${bounds.high}) end`,
    },
  };
}
