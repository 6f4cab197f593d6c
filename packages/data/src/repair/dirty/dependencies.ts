import { type Coded, groupsOf } from './text-table.ts';

/**
 * A column, or two together, that nearly decide another one: in groups of equal `from`, `share` of the cells of `to` agree;
 * `lift` is how much of what the most frequent value leaves open that explains, from 0 to 1.
 */
export type Dependency = { from: number; to: number; share: number; lift: number };

/** What a group of rows says on a column: the value most have, its share and how many there are. */
export type Majority = { code: number; count: number; size: number };

/** The majority of `to` in each group of `from`. */
export function majorities(groups: readonly number[][], to: Coded): Majority[] {
  const tally = new Int32Array(to.values.length);
  return groups.map((rows) => {
    let best: Majority = { code: -1, count: 0, size: 0 };
    let size = 0;
    for (const row of rows) {
      const code = to.codes[row]!;
      if (code < 0) continue;
      size += 1;
      tally[code]! += 1;
      if (tally[code]! > best.count || (tally[code] === best.count && code < best.code)) {
        best = { code, count: tally[code]!, size: 0 };
      }
    }
    for (const row of rows) if (to.codes[row]! >= 0) tally[to.codes[row]!] = 0;
    return { ...best, size };
  });
}

/** Cells that may be looked at for pairs of columns; a wider or longer table has fewer of its columns paired. */
const mostLooks = 2e8;

/**
 * Approximate functional dependencies of single columns and of pairs: in groups of three rows and more, at least `least` of
 * the cells have their group's majority, and the groups hold a good part of the table. A pair counts only where neither of
 * its columns does alone, and has to decide more.
 *
 * @param sources the columns, and after them pairs of columns; `from` is a place among them
 */
export function dependencies(columns: readonly Coded[], sources: readonly Coded[], least = 0.9): Dependency[] {
  const rows = columns[0]?.codes.length ?? 0;
  const found: Dependency[] = [];
  const known = new Set<string>();
  for (const [from, source] of sources.entries()) {
    if (source.values.length < 2) continue;
    const groups = groupsOf(source).filter((group) => group.length >= 3);
    if (groups.reduce((sum, group) => sum + group.length, 0) < Math.max(20, 0.3 * rows)) continue;
    const { parts } = source;
    for (const [to, target] of columns.entries()) {
      if (to === from || target.values.length < 2) continue;
      if (parts?.some((part) => part === to || known.has(`${part},${to}`))) continue;
      let [agree, size] = [0, 0];
      for (const majority of majorities(groups, target)) {
        agree += majority.count;
        size += majority.size;
      }
      if (size < 0.3 * rows || size < 20) continue;
      const share = agree / size;
      const trivial = target.counts[0]! / target.filled;
      const lift = (share - trivial) / (1 - trivial);
      if (parts ? share < 0.95 || lift <= 0.5 : share < least || lift <= 0.2) continue;
      if (!parts) known.add(`${from},${to}`);
      found.push({ from, to, share, lift });
    }
  }
  return found;
}

/** Pairs of the columns that say something of several rows each; as many columns as may be looked at. */
export function pairsOf(columns: readonly Coded[]): Coded[] {
  const rows = columns[0]?.codes.length ?? 0;
  const most = Math.floor(Math.sqrt((2 * mostLooks) / Math.max(1, rows * columns.length)));
  const worth = [...columns.keys()]
    .filter((c) => columns[c]!.values.length >= 2 && columns[c]!.values.length <= columns[c]!.filled / 3)
    .sort((a, b) => columns[b]!.values.length - columns[a]!.values.length)
    .slice(0, most);
  return worth.flatMap((a, i) => worth.slice(i + 1).map((b) => paired(columns, a, b)));
}

/** Two columns as one: rows that agree in both have the same number. */
function paired(columns: readonly Coded[], first: number, second: number): Coded {
  const [a, b] = [columns[first]!, columns[second]!];
  const numbers = new Map<number, number>();
  const counts: number[] = [];
  const codes = Int32Array.from(a.codes, (code, row) => {
    const other = b.codes[row]!;
    if (code < 0 || other < 0) return -1;
    const key = code * b.values.length + other;
    let number = numbers.get(key);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(key, number);
      counts.push(0);
    }
    counts[number]! += 1;
    return number;
  });
  const values = counts.map((_, i) => String(i)); // only their number matters
  const filled = counts.reduce((sum, count) => sum + count, 0);
  return { name: `${a.name} and ${b.name}`, values, counts, codes, filled, parts: [first, second] };
}
