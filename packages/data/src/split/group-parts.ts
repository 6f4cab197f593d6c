import { type Draws, permutation } from '@capstan/base';
import { DataError } from '../errors.ts';

import { type Part, parts } from './assign-parts.ts';
import { codeCount } from './labels.ts';

/**
 * Assigns whole groups to parts: the largest first, each to the part that it brings closest to its totals in every
 * class. Groups of equal size come in random order.
 *
 * @param wanted rows that each part should get
 * @throws {DataError} too-few-rows — with fewer groups than parts
 */
export function assignGroups(
  groups: Int32Array,
  labels: Int32Array,
  wanted: readonly number[],
  draws: Draws,
): (Part | undefined)[] {
  const groupCount = codeCount(groups);
  const classCount = codeCount(labels);
  const used = parts.flatMap((_, p) => (wanted[p]! > 0 ? [p] : []));
  if (groupCount < used.length) {
    throw new DataError('too-few-rows', `there are ${groupCount} groups for ${used.length} parts`, {
      hint: 'A group goes into one part whole: ask for fewer parts',
    });
  }
  const rows = Array.from({ length: groupCount }, () => new Float64Array(classCount));
  const totals = new Float64Array(classCount);
  for (const [i, group] of groups.entries()) {
    rows[group]![labels[i]!]! += 1;
    totals[labels[i]!]! += 1;
  }
  const size = rows.map((row) => row.reduce((sum, count) => sum + count, 0));
  const order = [...permutation(groupCount, draws)].sort((a, b) => size[b]! - size[a]!);
  const lacking = wanted.map((total) => totals.map((count) => (count * total) / labels.length));
  const partOf = new Int8Array(groupCount).fill(-1);
  const taken = new Int32Array(parts.length);
  for (const [at, group] of order.entries()) {
    // The last groups go to parts that would stay empty.
    const empty = used.filter((p) => taken[p] === 0);
    const open = order.length - at <= empty.length ? empty : used;
    // The gain in squared distance from the totals; greatest where most is lacking.
    const gain = (p: number) =>
      rows[group]!.reduce((sum, count, k) => sum + (count * (2 * lacking[p]![k]! - count)) / totals[k]!, 0);
    const best = open.reduce((a, b) => (gain(b) > gain(a) ? b : a));
    for (const [k, count] of rows[group]!.entries()) lacking[best]![k]! -= count;
    taken[best]! += 1;
    partOf[group] = best;
  }
  return Array.from(groups, (group) => parts[partOf[group]!]);
}
