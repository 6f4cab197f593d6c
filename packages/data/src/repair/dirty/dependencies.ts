import { type Coded, groupsOf } from './text-table.ts';

/**
 * A column that nearly decides another one: in groups of equal `from`, `share` of the cells of `to` agree; `lift` is how much
 * of what the most frequent value leaves open that explains, from 0 to 1.
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

/**
 * Approximate functional dependencies between single columns: in groups of three rows and more, at least `least` of the
 * cells have their group's majority, and the groups hold a good part of the table.
 */
export function dependencies(columns: readonly Coded[], least = 0.9): Dependency[] {
  const rows = columns[0]?.codes.length ?? 0;
  const found: Dependency[] = [];
  for (const [from, source] of columns.entries()) {
    if (source.values.length < 2) continue;
    const groups = groupsOf(source).filter((group) => group.length >= 3);
    for (const [to, target] of columns.entries()) {
      if (to === from || target.values.length < 2) continue;
      let [agree, size] = [0, 0];
      for (const majority of majorities(groups, target)) {
        agree += majority.count;
        size += majority.size;
      }
      if (size < 0.3 * rows || size < 20) continue;
      const share = agree / size;
      const trivial = target.counts[0]! / target.filled;
      const lift = (share - trivial) / (1 - trivial);
      if (share >= least && lift > 0.2) found.push({ from, to, share, lift });
    }
  }
  return found;
}
