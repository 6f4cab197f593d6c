import { editDistance } from '@capstan/base';
import { onlyDigitsDiffer } from './edit-distance.ts';
import type { CellRepair, Coded } from './text-table.ts';

/**
 * Rare values a few letters away from a frequent one, in columns of categories; and rare words a few letters away from a
 * frequent word inside longer values. Digits never count as a slip: 35957 and 35967 are two codes.
 */
function typos(column: Coded): Map<number, string> {
  const found = new Map<number, string>();
  const all = column.values.map((value, code) => ({ value, code, count: column.counts[code]! }));
  const candidates = all.filter(({ value, count }) => count >= 8 && /\p{L}/u.test(value));
  for (const { value, code, count } of candidates.length > 0 ? all : []) {
    if (value.length < 3) continue;
    const close = nearestOf(value, count, candidates, count <= 3 ? 8 : 40);
    if (close !== undefined) found.set(code, close);
  }
  if (column.values.length > 0.5 * column.filled) return found;
  const words = new Map<string, number>();
  for (const [code, value] of column.values.entries()) {
    for (const word of value.split(/\s+/)) words.set(word, (words.get(word) ?? 0) + column.counts[code]!);
  }
  const common = [...words]
    .filter(([word, count]) => count >= 30 && word.length >= 5)
    .map(([value, count]) => ({ value, count }));
  for (const [code, value] of column.values.entries()) {
    if (found.has(code)) continue;
    const fixed = value.replace(/\S+/g, (word) => {
      const count = words.get(word)!;
      return count <= 8 && word.length >= 5 ? (nearestOf(word, count, common, 50) ?? word) : word;
    });
    if (fixed !== value) found.set(code, fixed);
  }
  return found;
}

/** Repairs of every row that holds a typo. */
export function typoRepairs(column: Coded, changed: ReadonlySet<number>): CellRepair[] {
  const found = typos(column);
  return Array.from(column.codes).flatMap((code, row): CellRepair[] => {
    const becomes = found.get(code);
    if (becomes === undefined || changed.has(row)) return [];
    return [
      {
        row,
        column: column.name,
        was: column.values[code]!,
        becomes,
        kind: 'typo',
        why: 'rare, and close to a frequent value',
      },
    ];
  });
}

function nearestOf(
  value: string,
  count: number,
  among: readonly { value: string; count: number }[],
  times: number,
): string | undefined {
  let best: { value: string; distance: number } | undefined;
  for (const other of among) {
    if (other.count < times * count || other.value === value) continue;
    const distance = slips(value, other.value);
    if (distance !== undefined && distance < (best?.distance ?? 99)) best = { value: other.value, distance };
  }
  return best?.value;
}

/** Letters by which two values differ, word by word; `undefined` where any word, or a number, is another one. */
function slips(a: string, b: string): number | undefined {
  if (onlyDigitsDiffer(a, b)) return undefined;
  const [left, right] = [a.split(' '), b.split(' ')];
  if (left.length !== right.length) {
    // Blanks may be what was mistyped.
    const most = Math.floor(a.length / 6);
    const distance = editDistance(a, b, most);
    return distance <= most && digits(a) === digits(b) ? distance : undefined;
  }
  let sum = 0;
  for (const [i, word] of left.entries()) {
    const other = right[i]!;
    if (word === other) continue;
    const most = Math.max(1, Math.floor(word.length / 4));
    const distance = editDistance(word, other, most);
    if (distance > most || digits(word) !== digits(other) || word.length < 3) return undefined;
    sum += distance;
  }
  return sum;
}

function digits(text: string): string {
  return text.replace(/\D/g, '');
}
