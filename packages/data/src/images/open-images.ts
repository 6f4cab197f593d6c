import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { LIMITS } from '@capstan/base';
import { DataError } from '../errors.ts';
import { checkSizes, cutsWindow } from './augment/compile.ts';
import { bytesEach } from './cache/cached-base.ts';
import { createStore } from './cache/store.ts';
import { duplicates } from './findings/exact-duplicates.ts';
import { classFindings, enlargedFindings, nestedFindings, scanFindings, strayFindings } from './findings/find.ts';
import { type Finding, finding } from './findings/finding.ts';
import { nearLeaks } from './findings/near/near-leaks.ts';
import type { ImageData, Readable } from './image-data.ts';
import { ImageSet } from './image-set.ts';
import type { Base, Preprocessing } from './preprocessing.ts';
import { assign } from './scan/assign-splits.ts';
import type { OpenOptions } from './scan/open-options.ts';
import { scanPictures } from './scan/scan-pictures.ts';
import { classWeights, statistics } from './scan/statistics.ts';
import type { ImageFolder } from './source/image-folder.ts';
import { type Listing, list, type SplitName } from './source/list-folder.ts';
import { listTable } from './source/list-labels.ts';
import { suitableSize } from './source/suitable-size.ts';

const splitNames = ['train', 'validation', 'test'] as const satisfies SplitName[];

/**
 * Opens a data source: lists it, reads and decodes every file once, sets aside what is damaged, doubled or
 * contradictory with the reason, and splits the rest.
 *
 * @throws DataError `folder-missing`, `folder-empty`, `no-images`, `one-class`, `split-impossible`, `option-invalid`
 * @example
 * const data = await openImages(imageFolder('photos'));
 * console.log(renderReport(report(data)));
 */
export async function openImages(source: ImageFolder, options: OpenOptions = {}): Promise<ImageData> {
  const { root, options: wanted } = source;
  const { augment, channels, resize, balance, maxPixels = LIMITS.pixels } = wanted;
  options.signal?.throwIfAborted();

  const listing = wanted.labels ? await listTable(root, wanted.labels) : list(root);
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
  const findings = [...strayFindings(listing), ...nestedFindings(listing), ...scanFindings(listing.pictures, scanned)];

  const readable = listing.pictures.flatMap((picture, sample) => {
    const result = scanned[sample]!;
    return result.ok ? [{ ...picture, ...result, sample }] : [];
  });
  if (readable.length === 0) throw noImages(root, listing, findings);
  const { kept: readableOnce, findings: doubled } = withoutDuplicates(readable);
  const present = new Set(readableOnce.map((picture) => picture.class));
  const classes = listing.classes.filter((name) => present.has(name));
  const empty = listing.classes.filter((name) => !present.has(name));
  findings.push(...doubled);
  if (empty.length > 0) findings.push(finding('empty-class', empty.map(noPicture)));
  if (classes.length < 2) throw oneClass(root, classes, findings, listing);

  let kept = readableOnce;
  const known = options.splits;
  let splits = known ? kept.map(({ file }) => known.get(file)) : assign(kept, source);
  if (wanted.nearLeaks !== 'ignore') {
    const how = { root, base, store, maxPixels, cacheFolder: wanted.cacheFolder };
    const near = await nearLeaks(kept, splits, how);
    const gone = new Set(wanted.nearLeaks === 'remove' ? near.leaks.map(({ index }) => index) : []);
    kept = kept.filter((_, i) => !gone.has(i));
    splits = splits.filter((_, i) => !gone.has(i));
    findings.push(
      ...near.findings.map((one) => (gone.size > 0 ? { ...one, message: `${one.message}: set aside` } : one)),
    );
  }
  const sets = splitNames.map((name) => {
    const chosen = kept.filter((_, i) => splits[i] === name);
    return imageSet(name, chosen, { root, classes, maxPixels, cacheFolder: wanted.cacheFolder, store, base });
  });
  const [train, validation, test] = sets as [ImageSet, ImageSet, ImageSet]; // one for each of splitNames
  if (train.length === 0 && !known) {
    const fix = 'Put pictures into the training folder, or give it a larger share';
    throw new DataError('split-impossible', 'the split leaves no picture to train on', { file: root, hint: fix });
  }
  findings.push(...classFindings(classes, sets), ...enlargedFindings(kept, base));
  const order = { error: 0, warning: 1, note: 2 };
  findings.sort((a, b) => order[a.severity] - order[b.severity]);

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
    classWeights: classWeights(train, balance === 'weights'),
    pictures: kept.map(({ file, class: name, bytes, height, width, format }, i) => {
      return { file, class: name, bytes, height, width, format, split: splits[i] };
    }),
    found: listing.pictures.length,
  };
}

function withoutDuplicates(readable: readonly Readable[]): { kept: Readable[]; findings: Finding[] } {
  const aside = duplicates(readable);
  const gone = new Set(aside.map((item) => item.index));
  const findings = (['leak', 'conflict', 'duplicate'] as const).flatMap((kind) => {
    const some = aside.filter((item) => item.kind === kind);
    if (some.length === 0) return [];
    return [
      finding(
        kind,
        some.map(({ index, reason }) => ({ file: readable[index]!.file, reason })),
      ),
    ];
  });
  return { kept: readable.filter((_, index) => !gone.has(index)), findings };
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

function noPicture(file: string): { file: string; reason: string } {
  return { file, reason: 'no usable picture' };
}

function noImages(root: string, listing: Listing, findings: readonly Finding[] = []): DataError {
  const reason = `no usable picture in ${listing.classes.length} class folders${because(findings)}`;
  return new DataError('no-images', reason, { file: root, hint: 'Put JPEG, PNG or WebP files into them' });
}

function oneClass(
  root: string,
  classes: readonly string[],
  findings: readonly Finding[],
  { classes: folders, pictures }: Listing,
): DataError {
  const which = classes.length === 1 ? `only the class ${JSON.stringify(classes[0])} has` : 'no class has';
  const within = new Set(pictures.map(({ file }) => file.split('/').slice(0, -1).join('/')));
  const fix =
    folders.length === 1 && within.size > 1 && !within.has(folders[0]!)
      ? `Are the classes the folders within it? Then give ${join(root, folders[0]!)}`
      : 'A classifier needs two classes: one folder with pictures for each';
  return new DataError('one-class', `${which} usable pictures${because(findings)}`, { file: root, hint: fix });
}

function because(findings: readonly Finding[]): string {
  return findings.length === 0 ? '' : ` (${findings.map((one) => one.message).join('; ')})`;
}
