import { roughly } from './likeness.ts';
import { type Looks, shares } from './print.ts';

/** A pair worth looking at: picture `a` whole against the `share` of picture `b`; bits that their hashes differ by. */
export type NearCandidate = { a: number; b: number; share: number; apart: number };

/** Least correlation of slopes at 16 × 16; of 750 copies coded again, cut or brightened all but four have 0.977 or more. */
const leastRoughly = 0.95;

/**
 * Pairs whose hashes are near, of each picture's neighbours the `most` nearest, and which look alike from afar. Every pair
 * of hashes is compared: about a second for ten thousand pictures.
 *
 * @param groups a number for each picture: only pairs of two groups count, such as splits; −1 is in none
 */
export function candidates(
  looks: readonly Looks[],
  { bits, most, groups }: { bits: number; most: number; groups?: Int32Array },
): NearCandidate[] {
  const words = 2 * shares.length;
  const hashes = new Int32Array(looks.length * words);
  for (const [i, look] of looks.entries()) hashes.set(look.hashes, i * words);
  const near: NearCandidate[][] = looks.map(() => []);
  for (let i = 0; i < looks.length; i++) {
    for (let j = i + 1; j < looks.length; j++) {
      if (groups && (groups[i] === groups[j] || groups[i]! < 0 || groups[j]! < 0)) continue;
      const one = nearest(hashes, i, j, words);
      const other = nearest(hashes, j, i, words);
      const apart = Math.min(one, other) >> 3;
      if (apart > bits) continue;
      if (isFull(near[i]!, apart, most) && isFull(near[j]!, apart, most)) continue;
      const [a, b, k] = one <= other ? [i, j, one & 7] : [j, i, other & 7];
      const found = { a, b, share: shares[k]!, apart };
      insert(near[i]!, found, most);
      insert(near[j]!, found, most);
    }
  }
  return [...new Set(near.flat())].filter(({ a, b, share }) => {
    return roughly(looks[a]!, looks[b]!, shares.indexOf(share)) >= leastRoughly;
  });
}

/** The whole of `a` against the cuts of `b`: eight times the bits they differ by, plus the number of the nearest cut. */
function nearest(hashes: Int32Array, a: number, b: number, words: number): number {
  const [x, y] = [hashes[a * words]!, hashes[a * words + 1]!];
  let least = 1 << 30;
  for (let k = 0; k < shares.length; k++) {
    const at = b * words + 2 * k;
    const found = ((ones(x ^ hashes[at]!) + ones(y ^ hashes[at + 1]!)) << 3) | k;
    if (found < least) least = found;
  }
  return least;
}

/** Keeps a short list sorted, nearest first. */
function insert(list: NearCandidate[], found: NearCandidate, most: number): void {
  if (isFull(list, found.apart, most)) return;
  const at = list.findLastIndex(({ apart }) => apart <= found.apart) + 1;
  list.splice(at, 0, found);
  if (list.length > most) list.pop();
}

const isFull = (list: readonly NearCandidate[], apart: number, most: number) =>
  list.length === most && list[most - 1]!.apart <= apart;

function ones(word: number): number {
  let w = word - ((word >>> 1) & 0x55555555);
  w = (w & 0x33333333) + ((w >>> 2) & 0x33333333);
  return Math.imul((w + (w >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
