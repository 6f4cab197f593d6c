import { shares } from './print.ts';

/** A pair worth looking at: picture `a` whole against the `share` of picture `b`; bits that their hashes differ by. */
export type Candidate = { a: number; b: number; share: number; apart: number };

/**
 * Pairs whose hashes are near: of each picture's neighbours the `most` nearest. Every pair is compared: about two seconds
 * for ten thousand pictures.
 *
 * @param wanted which pairs count, such as those of two splits
 */
export function candidates(
  hashes: readonly Uint32Array[],
  { bits, most, wanted }: { bits: number; most: number; wanted?: (i: number, j: number) => boolean },
): Candidate[] {
  const near: Candidate[][] = hashes.map(() => []);
  for (let i = 0; i < hashes.length; i++) {
    for (let j = i + 1; j < hashes.length; j++) {
      if (wanted && !wanted(i, j)) continue;
      const found = nearer(distance(hashes, i, j), distance(hashes, j, i));
      if (found.apart > bits) continue;
      insert(near[i]!, found, most);
      insert(near[j]!, found, most);
    }
  }
  return [...new Set(near.flat())];
}

const nearer = (one: Candidate, other: Candidate) => (other.apart < one.apart ? other : one);

/** The whole of `a` against the cuts of `b`. */
function distance(hashes: readonly Uint32Array[], a: number, b: number): Candidate {
  const [x, y] = [hashes[a]!, hashes[b]!];
  let apart = 65;
  let share = 1;
  for (let k = 0; k < shares.length; k++) {
    const bits = ones(x[0]! ^ y[2 * k]!) + ones(x[1]! ^ y[2 * k + 1]!);
    if (bits < apart) [apart, share] = [bits, shares[k]!];
  }
  return { a, b, share, apart };
}

/** Keeps a short list sorted, nearest first. */
function insert(list: Candidate[], found: Candidate, most: number): void {
  if (list.length === most && list.at(-1)!.apart <= found.apart) return;
  const at = list.findLastIndex(({ apart }) => apart <= found.apart) + 1;
  list.splice(at, 0, found);
  if (list.length > most) list.pop();
}

function ones(word: number): number {
  let w = word - ((word >>> 1) & 0x55555555);
  w = (w & 0x33333333) + ((w >>> 2) & 0x33333333);
  return Math.imul((w + (w >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
