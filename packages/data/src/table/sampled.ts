import { rowColumn, type Table } from './table.ts';

/** Rows up to which a table is looked at whole. */
const mostWhole = 100_000;

/**
 * A table's rows, or of more than 100,000 a sample of 65,536 or more, the same every time: its quantiles are off by a fifth of a
 * per cent of the rows.
 *
 * @returns what may stand behind `from`, and whether it is a sample
 */
export function sampled(table: Table, rows: number): { from: string; isSample: boolean } {
  if (rows <= mostWhole) return { from: `(${table.query})`, isSample: false };
  const every = Math.floor(rows / 65_536);
  return { from: `(select * from (${table.numbered}) where hash(${rowColumn}) % ${every} = 0)`, isSample: true };
}
