import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { LIMITS } from '@capstan/base';
import { DataError } from '../errors.ts';
import { checkSizes, cutsWindow } from './augment/compile.ts';
import { bytesEach } from './cache/cached-base.ts';
import { createStore } from './cache/store.ts';
import { readFormats } from './decode/sniff-format.ts';
import type { ExaminedPictures } from './findings/contract.ts';
import { duplicates } from './findings/copies/exact-duplicates.ts';
import { type Alike, findAlike, leaksAmong } from './findings/copies/near/alike.ts';
import type { Finding } from './findings/finding.ts';
import { findIn } from './findings/index.ts';
import { typicalOf } from './findings/pixels/typical.ts';
import type { ImageData, Readable } from './image-data.ts';
import { ImageSet } from './image-set.ts';
import type { Base, Preprocessing } from './preprocessing.ts';
import { assign } from './scan/assign-splits.ts';
import type { OpenOptions } from './scan/open-options.ts';
import { scanPictures } from './scan/scan-pictures.ts';
import { lossWeights, statistics } from './scan/statistics.ts';
import type { Listing, SplitName } from './source/contract.ts';
import type { ImageFolder } from './source/image-folder.ts';
import { listPictures } from './source/list-pictures.ts';
import { suitableSize } from './source/suitable-size.ts';

const splitNames = ['train', 'validation', 'test'] as const satisfies SplitName[];

/**
 * Opens a data source: lists it, reads and decodes every file once, sets aside what is damaged, doubled or
 * contradictory with the reason, and splits the rest.
 *
 * @throws {DataError} folder-missing, folder-empty, no-images, one-class, split-impossible, option-invalid — where there is no such folder, there is nothing in it, no picture can be used, there are fewer than two classes, the split asks for more than there is, or an option makes no sense
 * @example
 * const data = await openImages(imageFolder('photos'));
 * console.log(renderReport(report(data)));
 */
export async function openImages(source: ImageFolder, options: OpenOptions = {}): Promise<ImageData> {
  const { root, options: wanted } = source;
  const { augment, channels, resize, balance, maxPixels = LIMITS.pixels } = wanted;
  options.signal?.throwIfAborted();

  const listing = await listPictures(root, wanted);
  if (listing.pictures.length === 0) throw noImages(root, listing);
  const size = wanted.size ?? suitableSize(root, listing.pictures, augment);
  checkSizes(augment, size);
  const whole = cutsWindow(augment);
  const base: Base = { size, channels, resize, ratio: wanted.ratio ?? (whole ? 0.875 : 1), whole };
  const store = createStore(listing.pictures.length, bytesEach(base), channels, wanted.cacheBytes);
  const scanned = await scanPictures(
    listing.pictures,
    { root, base, store, maxPixels, cacheFolder: wanted.cacheFolder },
    options,
  );

  const readable = listing.pictures.flatMap((picture, sample) => {
    const result = scanned[sample]!;
    return result.ok ? [{ ...picture, ...result, sample }] : [];
  });
  const aside = duplicates(readable);
  const doubled = new Set(aside.map(({ index }) => index));
  const once = readable.filter((_, index) => !doubled.has(index));
  const present = new Set(once.map((picture) => picture.class));
  const classes = listing.classes.filter((name) => present.has(name));
  const alone: Alike = { pictures: [], splits: [], pairs: [] };
  const seen = {
    ...{ listing, scanned, readable, aside, base, classes },
    alike: alone,
    kept: [],
    sets: [],
    typical: typicalOf([]),
  };
  if (readable.length === 0) throw noImages(root, listing, findIn({ ...seen, listing: { ...listing, classes: [] } }));
  if (classes.length < 2) throw oneClass(root, classes, findIn(seen), listing);

  const known = options.splits;
  const parts = known ? once.map(({ file }) => known.get(file)) : assign(once, source);
  const how = { root, base, store, maxPixels, cacheFolder: wanted.cacheFolder };
  const alike = wanted.nearLeaks === 'ignore' ? alone : await findAlike(once, parts, how);
  const leaking = new Set(wanted.nearLeaks === 'remove' ? leaksAmong(alike).map(({ index }) => index) : []);
  const kept = once.filter((_, i) => !leaking.has(i));
  const splits = parts.filter((_, i) => !leaking.has(i));
  const sets = splitNames.map((name) => {
    const chosen = kept.filter((_, i) => splits[i] === name);
    return imageSet(name, chosen, { root, classes, maxPixels, cacheFolder: wanted.cacheFolder, store, base });
  });
  const [train, validation, test] = sets as [ImageSet, ImageSet, ImageSet]; // one for each of splitNames
  if (train.length === 0 && !known) {
    const hint = 'Put pictures into the training folder, or give it a larger share';
    throw new DataError('split-impossible', 'the split leaves no picture to train on', { file: root, hint });
  }
  const examined: ExaminedPictures = {
    ...seen,
    alike: { ...alike, isRemoved: leaking.size > 0 },
    kept,
    sets,
    typical: typicalOf(kept),
  };
  const findings = findIn(examined);

  const { mean, std } = wanted.normalize ?? statistics(kept.filter((_, i) => splits[i] === 'train'));
  const preprocessing: Preprocessing = {
    ...{ kind: 'image', size, channels, resize, ratio: base.ratio, mean, std },
    ...(maxPixels !== LIMITS.pixels && { maxPixels }),
  };
  return {
    ...{ source, root, classes, train, validation, test, findings, preprocessing, augment },
    hash: createHash('sha256')
      .update(JSON.stringify([classes, ...sets.map((set) => set.hash)]))
      .digest('hex'),
    classWeights: lossWeights(train, balance === 'weights'),
    pictures: kept.map(({ file, class: name, bytes, height, width, format }, i) => {
      return { file, class: name, bytes, height, width, format, split: splits[i] };
    }),
    found: listing.pictures.length,
  };
}

function imageSet(
  name: SplitName,
  chosen: readonly Readable[],
  of: Pick<ImageSet, 'root' | 'classes' | 'maxPixels' | 'cacheFolder'> & Pick<ImageSet['cached'], 'store' | 'base'>,
): ImageSet {
  const { root, classes, maxPixels, cacheFolder, store, base } = of;
  const numbers = new Map(classes.map((label, i) => [label, i]));
  return new ImageSet({
    ...{ name, root, classes, maxPixels, cacheFolder },
    files: chosen.map((picture) => picture.file),
    labels: Int32Array.from(chosen, (picture) => numbers.get(picture.class)!),
    contents: chosen.map((picture) => picture.bytesHash),
    cached: { store, base, samples: Int32Array.from(chosen, (picture) => picture.sample) },
  });
}

function noImages(root: string, listing: Listing, findings: readonly Finding[] = []): DataError {
  const reason = `no usable picture in ${listing.classes.length} class folders${because(findings)}`;
  return new DataError('no-images', reason, { file: root, hint: `${readFormats} are read` });
}

function oneClass(
  root: string,
  classes: readonly string[],
  findings: readonly Finding[],
  { classes: folders, pictures }: Listing,
): DataError {
  const which = classes.length === 1 ? `only the class ${JSON.stringify(classes[0])} has` : 'no class has';
  const within = new Set(pictures.map(({ file }) => file.split('/').slice(0, -1).join('/')));
  const hint =
    folders.length === 1 && within.size > 1 && !within.has(folders[0]!)
      ? `Are the classes the folders within it? Then give ${join(root, folders[0]!)}`
      : 'A classifier needs two classes: one folder with pictures for each';
  return new DataError('one-class', `${which} usable pictures${because(findings)}`, { file: root, hint });
}

function because(findings: readonly Finding[]): string {
  return findings.length === 0 ? '' : ` (${findings.map((one) => one.message).join('; ')})`;
}
