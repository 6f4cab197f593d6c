import { hash } from 'node:crypto';
import { DataError } from './errors.ts';
import type { SplitName } from './listing.ts';

/** Shares (adding to at most 1) or counts of pictures. */
export type SplitOption = { train: number; validation: number; test: number };

const names = ['train', 'validation', 'test'] as const;

/**
 * Assigns every item to a split, stratified: each class is shared out alike, and the totals are met to the item. Which
 * items go where depends on the seed and their content alone, so that neither a renamed file nor the order in which a
 * disk lists them moves anything, and an added file moves few.
 *
 * @param ids content hash per item
 * @param labels class per item
 * @returns the split per item; `undefined` where counts leave some over
 * @throws DataError `split-impossible`
 * @example split(['a1…', 'b2…'], ['cat', 'dog'], { train: 0.8, validation: 0.1, test: 0.1 }, 0)
 */
export function split(
  ids: readonly string[],
  labels: readonly string[],
  option: SplitOption,
  seed: number,
): (SplitName | undefined)[] {
  const out = new Array<SplitName | undefined>(ids.length).fill(undefined);
  const members = new Map<string, number[]>();
  for (let i = 0; i < ids.length; i++) {
    const label = labels[i]!;
    const of = members.get(label);
    if (of) of.push(i);
    else members.set(label, [i]);
  }
  const classes = [...members.keys()].sort();
  const sizes = classes.map((label) => members.get(label)!.length);
  const quotas = share(sizes, totals(ids.length, option));
  const keys = ids.map((id) => hash('sha256', `${seed}:${id}`));
  for (const [k, label] of classes.entries()) {
    const order = members.get(label)!.sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b));
    let at = 0;
    for (const [s, name] of names.entries()) {
      for (let left = quotas[k]![s]!; left > 0; left--) out[order[at++]!] = name;
    }
  }
  return out;
}

/** How many items each split gets in all. */
function totals(count: number, option: SplitOption): number[] {
  const wanted = names.map((name) => option[name]);
  const sum = wanted.reduce((total, value) => total + value, 0);
  if (sum > 1 + 1e-9) {
    if (sum > count) {
      const reason = `the split asks for ${sum} pictures, and there are ${count}`;
      throw new DataError('split-impossible', reason, { fix: 'Ask for fewer, or give shares such as 0.8, 0.1, 0.1' });
    }
    return wanted;
  }
  const taken = Math.round(count * sum);
  return largestRemainders(
    wanted.map((value) => value * count),
    taken,
  );
}

/**
 * Shares each class's items over the splits: rows add to at most the class's size, columns exactly to the totals.
 * A class too small for all splits is trained on first.
 */
function share(sizes: readonly number[], wanted: readonly number[]): number[][] {
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const quotas = sizes.map((size) => wanted.map((total) => Math.floor((size * total) / Math.max(1, count))));
  const free = sizes.map((size, k) => size - quotas[k]!.reduce((sum, quota) => sum + quota, 0));
  const missing = wanted.map((total, s) => total - quotas.reduce((sum, row) => sum + row[s]!, 0));
  // The largest remainders first; of equal ones the split that comes first, so that lone items are trained on.
  const cells = sizes.flatMap((size, k) =>
    wanted.map((total, s) => ({ k, s, rest: ((size * total) / Math.max(1, count)) % 1 })),
  );
  cells.sort((a, b) => b.rest - a.rest || a.s - b.s || a.k - b.k);
  for (let pass = 0; pass < 2 || missing.some((left) => left > 0); pass++) {
    for (const { k, s } of cells) {
      if (missing[s]! <= 0 || free[k]! <= 0) continue;
      quotas[k]![s]! += 1;
      missing[s]! -= 1;
      free[k]! -= 1;
    }
  }
  return quotas;
}

function largestRemainders(exact: readonly number[], total: number): number[] {
  const floors = exact.map((value) => Math.floor(value + 1e-9));
  const order = exact.map((value, i) => ({ i, rest: value - floors[i]! })).sort((a, b) => b.rest - a.rest || a.i - b.i);
  let left = total - floors.reduce((sum, value) => sum + value, 0);
  for (const { i } of order) {
    if (left <= 0) break;
    floors[i]! += 1;
    left -= 1;
  }
  return floors;
}
