import { asNumber } from '../../../table/as-number.ts';
import { name } from '../../../table/engine.ts';
import { rowColumn, type Table } from '../../../table/table.ts';
import type { StepSql } from '../contract.ts';
import { numeric } from '../numeric.ts';

/** Gaps of a series filled from the rows before and behind. */
export interface NeighbourFill {
  column: string;
  how: 'forward' | 'backward' | 'interpolate';
}

/**
 * Cells from their neighbours in the order of the rows.
 *
 * @throws {DataError} step-invalid — where a step cannot be carried out
 */
export function fromNeighbours({ column, how }: NeighbourFill, table: Table): StepSql {
  const v = name(column);
  const before = `over (order by ${rowColumn} rows unbounded preceding)`;
  const behind = `over (order by ${rowColumn} rows between current row and unbounded following)`;
  const filled = (sql: string): StepSql => ({ replace: { [column]: sql }, ordered: true });
  if (how === 'forward') return filled(`coalesce(${v}, last_value(${v} ignore nulls) ${before})`);
  if (how === 'backward') return filled(`coalesce(${v}, first_value(${v} ignore nulls) ${behind})`);
  // Linear between the neighbours that are there; the ends keep the nearest value.
  const x = asNumber(column, numeric(table, column).type);
  const last = `last_value(${x} ignore nulls) ${before}`;
  const next = `first_value(${x} ignore nulls) ${behind}`;
  const row = (which: 'first' | 'last') =>
    `${which}_value(case when ${v} is not null then ${rowColumn} end ignore nulls)`;
  const [from, to] = [`${row('last')} ${before}`, `${row('first')} ${behind}`];
  return filled(
    `case when ${v} is not null then ${x} else coalesce(${last} + (${next} - ${last}) * (${rowColumn} - ${from}) / (${to} - ${from}), ${last}, ${next}) end`,
  );
}
