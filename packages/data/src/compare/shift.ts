import type { ColumnProfile } from '../profile/column-profile.ts';
import { topValues } from '../profile/measure-columns.ts';
import { mostCategories, type Shift, sharedCuts, stability, tenths } from '../profile/stability.ts';
import { isNumeric, numberIn } from '../table/as-number.ts';
import { countUpTo } from '../table/double.ts';
import type { Table } from '../table/table.ts';
import type { ColumnComparison } from './comparison.ts';

/** Different values up to which a column is one of categories. */
const MOST_CATEGORIES = 1000;
const MOST_SHOWN = 10;
type Side = { table: Table; column: ColumnProfile };

/** How unlike two columns are distributed, and which categories are in one of them alone. */
export async function shiftOf(
  before: Side,
  after: Side,
): Promise<Pick<ColumnComparison, 'shift' | 'chance' | 'fresh' | 'gone'>> {
  const [a, b] = [before.column, after.column];
  const numeric = isNumeric(a.type) && isNumeric(b.type);
  if (numeric && (a.distinct > 10 || b.distinct > 10)) return numbersShift(before, after);
  if (a.type !== b.type && !numeric) return {};
  if (a.distinct > MOST_CATEGORIES || b.distinct > MOST_CATEGORIES) return {};
  const [first, second] = [
    await topValues(before.table, a.name, MOST_CATEGORIES),
    await topValues(after.table, b.name, MOST_CATEGORIES),
  ];
  const known = new Map(first.map(({ value, count }) => [value, count]));
  const now = new Map(second.map(({ value, count }) => [value, count]));
  const both = (value: string) => (known.get(value) ?? 0) + (now.get(value) ?? 0);
  const values = [...new Set([...known.keys(), ...now.keys()])].sort((x, y) => both(y) - both(x));
  const counts = (of: ReadonlyMap<string, number>, missing: number) => {
    const each = values.map((value) => of.get(value) ?? 0);
    return [...each.slice(0, mostCategories), each.slice(mostCategories).reduce((sum, n) => sum + n, 0), missing];
  };
  return {
    ...stability(counts(known, a.missing), counts(now, b.missing)),
    fresh: second.filter(({ value }) => !known.has(value)).slice(0, MOST_SHOWN),
    gone: first.filter(({ value }) => !now.has(value)).slice(0, MOST_SHOWN),
  };
}

/** Between the tenths of both. */
async function numbersShift(before: Side, after: Side): Promise<Shift> {
  const cuts: number[][] = [];
  for (const { table, column } of [before, after]) {
    const x = numberIn(column, false);
    const { cut } = await table.engine.one(`select ${tenths(x)} as cut from (${table.query})`);
    if (Array.isArray(cut)) cuts.push(cut.map(Number));
  }
  const merged = sharedCuts(cuts);
  if (merged.length === 0) return { shift: 0, chance: 0 };
  const count = async ({ table, column }: Side) => {
    const { sql } = countUpTo(numberIn(column, false), merged);
    const { counts } = await table.engine.one(`select ${sql} as counts from (${table.query})`);
    const found = Array.isArray(counts) ? counts.map(Number) : [];
    return [...Array.from({ length: merged.length + 1 }, (_, i) => found[i] ?? 0), column.missing];
  };
  return stability(await count(before), await count(after));
}
