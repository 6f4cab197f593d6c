import { DataError } from '../errors.ts';

/** The parts of a split. */
export type Part = 'train' | 'validation' | 'test';

/** Shares (adding to at most 1) or counts. */
export type SplitOption = { train: number; validation: number; test: number };

/** In the order in which they are filled. */
export const parts = ['train', 'validation', 'test'] as const;

/**
 * Assigns every item to a part, stratified: each class is shared out alike, and the totals are met to the item. Within
 * a class the items with the smallest keys are trained on.
 *
 * @param labels class per item; one class for all where nothing is to be stratified
 * @param keys what orders the items of a class: a hash of their content, or their place in a random order
 * @param noun what the items are called in an error
 * @returns the part per item; `undefined` where counts leave some over
 * @throws {DataError} split-impossible — where the split asks for more than there is
 * @example assignParts(['cat', 'dog'], [1, 0], { train: 0.8, validation: 0.1, test: 0.1 }, 'rows')
 */
export function assignParts(
  labels: readonly string[],
  keys: ArrayLike<string> | ArrayLike<number>,
  option: SplitOption,
  noun: string,
): (Part | undefined)[] {
  const out = new Array<Part | undefined>(labels.length).fill(undefined);
  const members = Map.groupBy(labels.keys(), (i) => labels[i]!);
  const classes = [...members.keys()].sort();
  const sizes = classes.map((label) => members.get(label)!.length);
  const quotas = share(sizes, totals(labels.length, option, noun));
  for (const [k, label] of classes.entries()) {
    const order = members.get(label)!.sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b));
    let at = 0;
    for (const [s, part] of parts.entries()) {
      for (let left = quotas[k]![s]!; left > 0; left--) out[order[at++]!] = part;
    }
  }
  return out;
}

/** How many items each part gets in all. */
export function totals(count: number, option: SplitOption, noun: string): number[] {
  const wanted = parts.map((part) => option[part]);
  if (!wanted.every((value) => Number.isFinite(value) && value >= 0)) {
    throw new DataError('option-invalid', `a split of ${wanted.join(', ')} was asked for`, {
      hint: 'Give shares such as 0.8, 0.1, 0.1, or counts',
    });
  }
  const sum = wanted.reduce((total, value) => total + value, 0);
  if (sum > 1 + 1e-9) {
    if (sum > count) {
      const reason = `the split asks for ${sum} ${noun}, and there are ${count}`;
      throw new DataError('split-impossible', reason, { hint: 'Ask for fewer, or give shares such as 0.8, 0.1, 0.1' });
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
 * Shares each class's items over the parts: rows add to at most the class's size, columns exactly to the totals.
 * A class too small for all parts is trained on first.
 */
function share(sizes: readonly number[], wanted: readonly number[]): number[][] {
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const quotas = sizes.map((size) => wanted.map((total) => Math.floor((size * total) / Math.max(1, count))));
  const free = sizes.map((size, k) => size - quotas[k]!.reduce((sum, quota) => sum + quota, 0));
  const missing = wanted.map((total, s) => total - quotas.reduce((sum, row) => sum + row[s]!, 0));
  // The largest remainders first; of equal ones the part that comes first, so that lone items are trained on.
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
