import { name } from '../table/engine.ts';
import type { Table } from '../table/table.ts';
import type { ColumnProfile, TableProfile } from './column-profile.ts';

/** Columns whose gaps are looked at together, those with most of them; a bit each. */
const mostColumns = 60;

/** Patterns that are kept. */
const mostPatterns = 12;

/**
 * Which columns are missing together, and in how many rows: the most frequent first, the complete rows among them with no column.
 * Gaps that come together often have one reason, and are no chance.
 */
export async function missingPatterns(
  table: Table,
  columns: readonly ColumnProfile[],
): Promise<TableProfile['missingPatterns']> {
  const holed = columns
    .filter(({ missing }) => missing > 0)
    .sort((a, b) => b.missing - a.missing)
    .slice(0, mostColumns)
    .map((column) => column.name);
  if (holed.length === 0) return [];
  const bits = holed.map((one, i) => `if(${name(one)} is null, ${2n ** BigInt(i)}::bigint, 0)`);
  const found = await table.engine.all(
    `select ${bits.join(' + ')} as pattern, count(*) as n from (${table.query}) group by 1 order by n desc, pattern limit ${mostPatterns}`,
  );
  return found.map(({ pattern, n }) => {
    const set = BigInt(String(pattern));
    const missing = new Set(holed.filter((_, i) => (set >> BigInt(i)) & 1n));
    return { columns: columns.map((column) => column.name).filter((one) => missing.has(one)), rows: Number(n) };
  });
}
