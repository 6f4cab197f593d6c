import { join } from 'node:path';
import { readPicture } from '../../../files/read-picture.ts';
import { decodeCached } from '../../cache/decode-cached.ts';
import { DiskCache } from '../../cache/disk-cache.ts';
import type { SampleStore } from '../../cache/store.ts';
import type { Readable } from '../../image-data.ts';
import type { Base } from '../../preprocessing.ts';
import type { SplitName } from '../../source/list-folder.ts';
import { type Finding, finding } from '../finding.ts';
import { candidates } from './candidates.ts';
import { likenessTo } from './likeness.ts';
import { defaults, leastLikeness } from './near-duplicates.ts';
import { greyOf } from './print.ts';

/** Pictures up to this many are compared: it takes some seconds, and four times as long for twice as many. */
const mostPictures = 30_000;

/** Of two splits, the one that gives a picture up. */
const rank: Record<SplitName, number> = { train: 2, validation: 1, test: 0 };

/** A picture of a split that looks like one of another. */
export type NearLeak = { index: number; other: number; likeness: number };

/**
 * Pictures of training that look like one of validation or test, and of validation that look like one of test.
 *
 * @param splits of every picture
 * @param how where decoded pixels are, or how they come back
 */
export async function nearLeaks(
  pictures: readonly Readable[],
  splits: readonly (SplitName | undefined)[],
  how: { root: string; base: Base; store: SampleStore; maxPixels: number; cacheFolder: string | undefined },
): Promise<{ leaks: NearLeak[]; findings: Finding[] }> {
  if (pictures.length > mostPictures) {
    const detail = `${pictures.length.toLocaleString('en')} pictures are too many to be compared with one another`;
    return { leaks: [], findings: [finding('near-unsearched', [], detail)] };
  }
  const groups = Int32Array.from(splits, (split) => (split === undefined ? -1 : rank[split]));
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
  const leaking = new Map<number, NearLeak>();
  for (const [a, some] of Map.groupBy(near, ({ a }) => a)) {
    const likeness = likenessTo(await grey(a), leastLikeness);
    for (const { b, share } of some) {
      const [index, other] = rank[splits[a]!] > rank[splits[b]!] ? [a, b] : [b, a];
      if (leaking.has(index)) continue; // one is enough
      const found = likeness(await grey(b), share);

      if (found >= leastLikeness) leaking.set(index, { index, other, likeness: found });
    }
  }
  const leaks = [...leaking.values()].sort((x, y) => x.index - y.index);
  const items = leaks.map(({ index, other, likeness }) => {
    const { file, class: name } = pictures[other]!;
    const label = name === pictures[index]!.class ? '' : `, of the class ${JSON.stringify(name)}`;
    const reason = `in ${splits[index]}; looks like ${file} in ${splits[other]}${label} (${likeness.toFixed(2)})`;
    return { file: pictures[index]!.file, reason };
  });
  return { leaks, findings: items.length > 0 ? [finding('near-leak', items)] : [] };
}
