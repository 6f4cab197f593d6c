import { open } from 'node:fs/promises';
import type { Column } from '../table/columns.ts';
import { name } from '../table/engine.ts';
import { countColumns } from '../table/stored/count-columns.ts';
import type { DistinctValues } from '../table/stored/distinct-values.ts';
import { type StoredColumn, storedColumn } from '../table/stored/stored-column.ts';
import type { Table } from '../table/table.ts';
import type { ColumnProfile } from './column-profile.ts';

/** Bits of a bitmap of whole numbers, 32 MB; each of DuckDB's threads makes one. */
const mostBits = 2 ** 28;

/** Share of the rows up to which values that come more than once are remembered: they tell where copies of rows can be. */
const mostRepeated = 0.02;

/** The columns that lie in a file of our own as they are; the others are left out. */
export async function storedColumns(table: Table, columns: readonly Column[]): Promise<Map<string, StoredColumn>> {
  const out = new Map<string, StoredColumn>();
  if (table.stored === undefined) return out;
  await using file = await open(table.stored);
  for (const { name: column } of columns) {
    const stored = await storedColumn(table.engine, file, table.stored, column);
    if (stored) out.set(column, stored);
  }
  return out;
}

/** Different values of these columns. */
export async function storedDistinct(
  table: Table,
  columns: ReadonlyMap<string, StoredColumn>,
  rows: number,
): Promise<Map<string, DistinctValues>> {
  if (table.stored === undefined) return new Map();
  const repeated = Math.floor(mostRepeated * rows);
  const found = await countColumns(table.stored, [...columns.values()], repeated, table.engine.threads);
  return new Map([...columns.keys()].map((column, i) => [column, found[i]!]));
}

/**
 * Different values of a column of numbers or times, counted, not estimated. Whole numbers and days that lie close together are
 * marked in a bitmap, a bit each, which takes a fifth of the time; others are grouped, on disk where memory does not hold them.
 */
export async function distinctOf(
  table: Table,
  { name: column, type, numbers }: Pick<ColumnProfile, 'name' | 'type' | 'numbers'>,
  rows: number,
): Promise<number> {
  const v = name(column);
  const from = `(${table.query})`;
  const whole = numbers && wholeRange(type, numbers);
  if (whole && whole.most - whole.least < Math.min(mostBits, 64 * rows)) {
    const at = type === 'date' ? `(${v} - date '1970-01-01')::bigint` : `${v}::bigint`;
    const { n } = await table.engine.one(
      `select bit_count(bitstring_agg(${at}, ${whole.least}, ${whole.most})) as n from ${from}`,
    );
    return Number(n);
  }
  const { n } = await table.engine.one(
    `select count(*) as n from (select distinct ${v} from ${from} where ${v} is not null)`,
  );
  return Number(n);
}

const day = 86_400_000;

/** The range of whole numbers, or of days since 1970, that doubles hold to the last digit. */
function wholeRange(type: ColumnProfile['type'], { least, most }: { least: number; most: number }) {
  if (type === 'date') return { least: Math.floor(least / day), most: Math.floor(most / day) };
  return type === 'integer' && Math.max(-least, most) <= 2 ** 53 ? { least, most } : undefined;
}
