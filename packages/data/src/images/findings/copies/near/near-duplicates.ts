import { readFileSync } from 'node:fs';
import { DataError } from '../../../../errors.ts';
import { reasonOf } from '../../../../files/read-picture.ts';
import { candidates } from './candidates.ts';
import { likenessTo } from './likeness.ts';
import { type Print, printOf } from './print.ts';

/** Two pictures that look the same; likeness is the correlation of their slopes, up to 1. */
export type NearPair = { a: string; b: string; likeness: number; same: 'bytes' | 'looks' };

export type NearDuplicates = { pairs: NearPair[]; unreadable: { file: string; reason: string }[] };

export type NearOptions = {
  /** Correlation from which two look the same; default 0.97, set on real photographs and scans. */
  likeness?: number;
  /** Bits of 64 that two hashes may differ by to be compared at all; default 16. */
  bits?: number;
  /** How many of its nearest by hash each picture is compared with; default 16. */
  most?: number;
};

/** Where nothing else is asked for. */
export const leastLikeness = 0.97;
export const defaults = { bits: 16, most: 16 };

/**
 * Finds pictures that look the same: coded again, a little cropped, brighter or darker. Hashes pick the candidates, the
 * correlation of slopes in 64 × 64 pixels decides. Of a picture with more copies than `most`, so many are found.
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
    const splits: [string, string] = [a, b];
    return a === b ? [] : [{ ...pair, splits }];
  });
}

/** Every pair of prints that look the same, most alike first. */
export function nearPairs(prints: readonly Print[], options: NearOptions = {}): NearPair[] {
  const { likeness: least = leastLikeness, bits, most } = { ...defaults, ...options };
  const pairs: NearPair[] = [];
  for (const same of Map.groupBy(prints, ({ content }) => content).values()) {
    for (const [i, { file: a }] of same.entries()) {
      for (const { file: b } of same.slice(i + 1)) pairs.push({ a, b, likeness: 1, same: 'bytes' });
    }
  }
  const looks = prints.map((print) => print.looks);
  const contents = new Map(prints.map(({ content }, i) => [content, i]));
  const groups = Int32Array.from(prints, ({ content }) => contents.get(content)!);
  for (const [a, near] of Map.groupBy(candidates(looks, { bits, most, groups }), ({ a }) => a)) {
    const likeness = likenessTo(prints[a]!.grey, least);
    for (const { b, share } of near) {
      const found = likeness(prints[b]!.grey, share);
      const [first, second] = a < b ? [prints[a]!, prints[b]!] : [prints[b]!, prints[a]!];
      if (found >= least) pairs.push({ a: first.file, b: second.file, likeness: found, same: 'looks' });
    }
  }
  return pairs.sort((a, b) => b.likeness - a.likeness);
}
