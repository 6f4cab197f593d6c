import { readFileSync } from 'node:fs';
import { DataError } from '../errors.ts';
import { reasonOf } from '../read.ts';
import { type Print, printOf } from './print.ts';

/** Two pictures that look the same; likeness is their correlation, up to 1. */
export type NearPair = { a: string; b: string; likeness: number; same: 'bytes' | 'looks' };

export type NearDuplicates = { pairs: NearPair[]; unreadable: { file: string; reason: string }[] };

export type NearOptions = {
  /** Correlation from which two look the same; default 0.98, set on real photographs. */
  likeness?: number;
  /** Bits of 64 that two hashes may differ by to be compared at all; default 16. */
  bits?: number;
};

/**
 * Finds pictures that look the same: coded again, a little cropped, brighter or darker. Hashes pick the candidates, the
 * correlation of 32 × 32 pixels decides. Every pair of hashes is compared: about a second for ten thousand pictures.
 *
 * @example const { pairs } = await nearDuplicateImages(files);
 */
export async function nearDuplicateImages(
  files: readonly string[],
  options: NearOptions = {},
): Promise<NearDuplicates> {
  const prints: Print[] = [];
  const unreadable: NearDuplicates['unreadable'] = [];
  for (const file of files) {
    try {
      prints.push(await printOf(file, readFileSync(file)));
    } catch (error) {
      unreadable.push({ file, reason: error instanceof DataError ? error.reason : reasonOf(error, file) });
    }
  }
  return { pairs: nearPairs(prints, options), unreadable };
}

/**
 * The same of splits: what is both in training and in what tests it.
 *
 * @example const leaks = await splitLeaks({ train: trainFiles, test: testFiles });
 */
export async function splitLeaks(
  splits: Readonly<Record<string, readonly string[]>>,
  options: NearOptions = {},
): Promise<(NearPair & { splits: [string, string] })[]> {
  const owner = new Map(Object.entries(splits).flatMap(([name, files]) => files.map((file) => [file, name] as const)));
  const { pairs } = await nearDuplicateImages([...owner.keys()], options);
  return pairs.flatMap((pair) => {
    const [a, b] = [owner.get(pair.a)!, owner.get(pair.b)!];
    return a === b ? [] : [{ ...pair, splits: [a, b] as [string, string] }];
  });
}

/** Every pair of prints that look the same, most alike first. */
export function nearPairs(prints: readonly Print[], options: NearOptions = {}): NearPair[] {
  const { likeness = 0.98, bits = 16 } = options;
  const pairs: NearPair[] = [];
  for (const [i, a] of prints.entries()) {
    for (let j = i + 1; j < prints.length; j++) {
      const b = prints[j]!;
      if (a.content === b.content) {
        pairs.push({ a: a.file, b: b.file, likeness: 1, same: 'bytes' });
        continue;
      }
      const found = Math.max(alike(a, b, bits), alike(b, a, bits));
      if (found >= likeness) pairs.push({ a: a.file, b: b.file, likeness: found, same: 'looks' });
    }
  }
  return pairs.sort((a, b) => b.likeness - a.likeness);
}

/** The whole of `a` against the middles of `b`: the best correlation among those whose hashes are near. */
function alike(a: Print, b: Print, bits: number): number {
  let best = -1;
  for (let k = 0; k < b.looks.length; k++) {
    const apart = ones(a.hashes[0]! ^ b.hashes[2 * k]!) + ones(a.hashes[1]! ^ b.hashes[2 * k + 1]!);
    if (apart > bits) continue;
    const [x, y] = [a.looks[0]!, b.looks[k]!];
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
    best = Math.max(best, sum);
  }
  return best;
}

function ones(word: number): number {
  let w = word - ((word >>> 1) & 0x55555555);
  w = (w & 0x33333333) + ((w >>> 2) & 0x33333333);
  return Math.imul((w + (w >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
