import type { ColumnProfile } from '../profile/column-profile.ts';
import { topValues } from '../profile/measure-columns.ts';
import { isNumeric, numberIn } from '../table/as-number.ts';
import { countUpTo } from '../table/double.ts';
import type { Table } from '../table/table.ts';
import type { ColumnComparison } from './comparison.ts';

/** Different values up to which a column is one of categories. */
const MOST_CATEGORIES = 1000;
const MOST_SHOWN = 10;
/** The most frequent categories; what is left counts as one. */
const MOST_BINS = 50;

/** The index, and how large it is on average where nothing but chance is at work. */
type Shift = { shift: number; chance: number };

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
    return [...each.slice(0, MOST_BINS), each.slice(MOST_BINS).reduce((sum, n) => sum + n, 0), missing];
  };
  return {
    ...stability(counts(known, a.missing), counts(now, b.missing)),
    fresh: second.filter(({ value }) => !known.has(value)).slice(0, MOST_SHOWN),
    gone: first.filter(({ value }) => !now.has(value)).slice(0, MOST_SHOWN),
  };
}

/** Between the tenths of both: cuts of one of them alone can't see what the other puts beyond. */
async function numbersShift(before: Side, after: Side): Promise<Shift> {
  const cuts: number[] = [];
  for (const { table, column } of [before, after]) {
    const x = numberIn(column, false);
    const { cut } = await table.engine.one(
      `select quantile_disc(${x}, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) as cut from (${table.query})`,
    );
    if (Array.isArray(cut)) cuts.push(...cut.map(Number));
  }
  if (cuts.length === 0) return { shift: 0, chance: 0 };
  const merged = thinned([...new Set(cuts)].sort((x, y) => x - y));
  const count = async ({ table, column }: Side) => {
    const { sql } = countUpTo(numberIn(column, false), merged);
    const { counts } = await table.engine.one(`select ${sql} as counts from (${table.query})`);
    const found = Array.isArray(counts) ? counts.map(Number) : [];
    return [...Array.from({ length: merged.length + 1 }, (_, i) => found[i] ?? 0), column.missing];
  };
  return stability(await count(before), await count(after));
}

/** Nine cuts of up to eighteen, so that small tables have rows in every bin. */
function thinned(cuts: readonly number[]): number[] {
  return cuts.length <= 9
    ? [...cuts]
    : Array.from({ length: 9 }, (_, i) => cuts[Math.round(((i + 0.5) * (cuts.length - 1)) / 9)]!);
}

/** The population stability index, half a row put into each bin (Jeffreys), so that what is in one alone weighs most. */
export function stability(before: readonly number[], after: readonly number[]): Shift {
  const used = before.map((n, i) => [n, after[i]!] as const).filter(([a, b]) => a + b > 0);
  const all = (side: 0 | 1) => used.reduce((sum, pair) => sum + pair[side] + 0.5, 0);
  const [first, second] = [all(0), all(1)];
  const shift = used.reduce((sum, [a, b]) => {
    const [p, q] = [(a + 0.5) / first, (b + 0.5) / second];
    return sum + (p - q) * Math.log(p / q);
  }, 0);
  return { shift, chance: Math.max(0, used.length - 1) * (1 / first + 1 / second) };
}
