import { rowColumn } from '../../table/table.ts';
import type { Rows } from './contract.ts';

/** The numbers of the rows, in their order. */
export async function rowNumbers({ table, numbered }: Rows): Promise<Float64Array> {
  const all = await table.engine.all(`select ${rowColumn} as r from (${numbered})`);
  return Float64Array.from(all, ({ r }) => Number(r));
}
