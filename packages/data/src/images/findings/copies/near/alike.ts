import { join } from 'node:path';
import { readPicture } from '../../../../files/read-picture.ts';
import { decodeCached } from '../../../cache/decode-cached.ts';
import { DiskCache } from '../../../cache/disk-cache.ts';
import type { SampleStore } from '../../../cache/store.ts';
import type { Readable } from '../../../image-data.ts';
import type { Base } from '../../../preprocessing.ts';
import type { SplitName } from '../../../source/contract.ts';
import { candidates } from './candidates.ts';
import { likenessTo } from './likeness.ts';
import { defaults, leastLikeness } from './near-duplicates.ts';
import { greyOf } from './print.ts';

/** Pictures up to this many are compared: it takes some seconds, and four times as long for twice as many. */
const mostPictures = 30_000;

/** Up to this many also those of one split, which are most pairs. */
const mostWithin = 12_000;

/** Of two splits, the one that gives a picture up. */
const rank: Record<SplitName, number> = { train: 2, validation: 1, test: 0 };

/** Two pictures that look the same, by their places. */
export type AlikePair = { a: number; b: number; likeness: number };

/** Pictures that look like another one of a folder. */
export type Alike = {
  pictures: readonly Readable[];
  splits: readonly (SplitName | undefined)[];
  pairs: readonly AlikePair[];
  /** How many pictures were too many to be compared. */
  unsearched?: number;
  /** They were compared with those of other splits only. */
  isAcrossOnly?: boolean;
  /** What is in two splits was taken out of one. */
  isRemoved?: boolean;
};

/** A picture of a split that looks like one of another. */
export type NearLeak = { index: number; other: number; likeness: number };

/** Pictures of training that look like one of validation or test, and of validation that look like one of test. */
export function leaksAmong({ splits, pairs }: Alike): NearLeak[] {
  const leaking = new Map<number, NearLeak>();
  for (const { a, b, likeness } of pairs) {
    const [one, other] = [splits[a], splits[b]];
    if (one === undefined || other === undefined || one === other) continue;
    const found = rank[one] > rank[other] ? { index: a, other: b, likeness } : { index: b, other: a, likeness };
    if (!leaking.has(found.index)) leaking.set(found.index, found); // one is enough
  }
  return [...leaking.values()].sort((x, y) => x.index - y.index);
}

/** A picture that looks like another one, the first such, and the classes of both. */
export type NearCopy = { file: string; like: string; likeness: number; classes: [string, string] };

/** Pictures that look like another one of the same split, or of another class; of each pair the later by name. */
export function nearCopies({ pictures, splits, pairs }: Alike): NearCopy[] {
  const copies = new Map<number, NearCopy>();
  for (const { a, b, likeness } of pairs) {
    const [like, copy] = a < b ? [a, b] : [b, a];
    const isConflict = pictures[like]!.class !== pictures[copy]!.class;
    if (splits[a] !== splits[b] && !isConflict) continue; // a leak, which has a kind of its own
    const known = copies.get(copy);
    if (known && (!isConflict || known.classes[0] !== known.classes[1])) continue; // one is enough, and classes count more
    copies.set(copy, {
      ...{ file: pictures[copy]!.file, like: pictures[like]!.file, likeness },
      classes: [pictures[copy]!.class, pictures[like]!.class],
    });
  }
  return [...copies].sort(([x], [y]) => x - y).map(([, copy]) => copy);
}

/**
 * Looks for pictures that look the same, in two splits or in one.
 *
 * @param splits of every picture
 * @param how where decoded pixels are, or how they come back
 */
export async function findAlike(
  pictures: readonly Readable[],
  splits: readonly (SplitName | undefined)[],
  how: { root: string; base: Base; store: SampleStore; maxPixels: number; cacheFolder: string | undefined },
): Promise<Alike> {
  if (pictures.length > mostPictures) return { pictures, splits, pairs: [], unsearched: pictures.length };
  const groups = Int32Array.from(splits, (split, i) =>
    split === undefined ? -1 : pictures.length > mostWithin ? rank[split] : i,
  );
  const near = candidates(
    pictures.map(({ looks }) => looks),
    { ...defaults, groups },
  );
  const { root, base, store, maxPixels, cacheFolder } = how;
  const disk = cacheFolder === undefined ? undefined : new DiskCache(cacheFolder);
  const grey = async (index: number) => {
    const { sample, file } = pictures[index]!;
    const pixels =
      store.get(sample) ?? (await decodeCached(readPicture(join(root, file)), base, maxPixels, disk)).pixels;
    return greyOf(pixels);
  };
  const pairs: AlikePair[] = [];
  for (const [a, some] of Map.groupBy(near, ({ a }) => a)) {
    const likenessOf = likenessTo(await grey(a), leastLikeness);
    for (const { b, share } of some) {
      const likeness = likenessOf(await grey(b), share);
      if (likeness >= leastLikeness) pairs.push({ a, b, likeness });
    }
  }
  return { pictures, splits, pairs, ...(pictures.length > mostWithin ? { isAcrossOnly: true } : {}) };
}
