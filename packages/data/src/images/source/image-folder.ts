import { checkOptions, type Fail, kinds, nearest } from '@capstan/base';
import { DataError } from '../../errors.ts';
import type { SplitOption } from '../../split/assign-parts.ts';

import { invalid } from '../augment/contract.ts';
import { type Size, size as sizeField } from '../augment/fields.ts';
import { parseTransform, type Transform } from '../augment/index.ts';
import { imagenet, type Normalize } from '../preprocessing.ts';
import type { LabelTable } from './contract.ts';

/** How the classes of the training set are weighed against each other. */
export type Balance = 'none' | 'oversample' | 'undersample' | 'weights';

export type ImageFolderOptions = {
  /** Size trained on; without it, that of the crop in `augment`, or one that suits the pictures. */
  size?: Size;
  /** 1 for grey, 3 for colour (default). */
  channels?: 1 | 3;
  /** Shares or counts; default 0.8, 0.1, 0.1. Stratified. Folders already split into train and test keep their split. */
  split?: Partial<SplitOption>;
  /** Applied to training pictures only. */
  augment?: readonly Transform[];
  /** Default: computed on the training set. */
  normalize?: Normalize | 'imagenet';
  /** `weights` fills `classWeights`, for the loss; the samplings change what an epoch is made of. Default `none`. */
  balance?: Balance;
  /** `crop` (default): the shorter side is fitted and the middle cut out; `stretch`: both sides are fitted. */
  resize?: 'crop' | 'stretch';
  /** Share of the fitted side that the crop keeps; default 0.875 when `augment` cuts windows, else 1. */
  ratio?: number;
  /** Default 0. */
  seed?: number;
  /** Larger pictures are set aside unread; default 80 million. */
  maxPixels?: number;
  /** Memory for decoded pictures, in bytes; default a quarter of what is free. */
  cacheBytes?: number;
  /**
   * Pictures that look the same in two splits, coded again, cropped or brighter: `report` them (default), `remove` them
   * from training, or from validation where the other is tested on, or `ignore`: they are not looked for.
   */
  nearLeaks?: 'report' | 'remove' | 'ignore';
  /** A table that names every picture and its class, in place of a folder for each class. */
  labels?: LabelTable;
  /** Folder that keeps decoded pictures between runs, by content; at most 20 GB. Default none. */
  cacheFolder?: string;
};

/** A folder of pictures as a data source: a plain value, so that it can be stored and compared. Nothing is read yet. */
export type ImageFolder = {
  kind: 'imageFolder';
  root: string;
  options: Omit<ImageFolderOptions, 'size' | 'split' | 'normalize'> & {
    size?: [number, number];
    channels: 1 | 3;
    split: SplitOption;
    augment: readonly Transform[];
    normalize?: Normalize;
    balance: Balance;
    resize: 'crop' | 'stretch';
    seed: number;
  };
};

const names =
  'size channels split augment normalize balance resize ratio seed maxPixels cacheBytes cacheFolder nearLeaks labels'.split(
    ' ',
  );

const LABELS = { table: kinds.text, file: kinds.text, label: kinds.text };
const STATISTICS = { mean: kinds.listOf(kinds.number), std: kinds.listOf(kinds.number) };
const SHARES = { train: kinds.number, validation: kinds.number, test: kinds.number };

const optionInvalid: Fail = (_code, message, details) => new DataError('option-invalid', message, details);

/**
 * A folder with one subfolder of pictures (JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF) for each class.
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example
 * const source = imageFolder('photos', { size: 224, augment: [randomResizedCrop(224), horizontalFlip()] });
 * const data = await openImages(source);
 */
export function imageFolder(root: string, options: ImageFolderOptions = {}): ImageFolder {
  for (const name of Object.keys(options)) if (!names.includes(name)) throw unknown(name);
  const {
    size,
    channels = 3,
    split = {},
    augment = [],
    normalize,
    balance = 'none',
    resize = 'crop',
    seed = 0,
  } = options;
  const { ratio, maxPixels, cacheBytes, cacheFolder, nearLeaks, labels } = options;
  if (typeof root !== 'string' || root === '') throw invalid('root', 'the path of a folder', root);
  if (channels !== 1 && channels !== 3) throw invalid('channels', '1 or 3', channels);
  if (!['none', 'oversample', 'undersample', 'weights'].includes(balance)) {
    throw invalid('balance', 'none, oversample, undersample or weights', balance);
  }
  if (resize !== 'crop' && resize !== 'stretch') throw invalid('resize', 'crop or stretch', resize);
  if (!Number.isSafeInteger(seed) || seed < 0) throw invalid('seed', 'a whole number from 0', seed);
  if (ratio !== undefined && !(ratio > 0.1 && ratio <= 1)) throw invalid('ratio', 'a number from 0.1 to 1', ratio);
  if (maxPixels !== undefined && !(maxPixels >= 1)) throw invalid('maxPixels', 'a number of pixels', maxPixels);
  if (cacheBytes !== undefined && !(cacheBytes >= 0)) throw invalid('cacheBytes', 'a number of bytes', cacheBytes);
  if (cacheFolder !== undefined && (typeof cacheFolder !== 'string' || cacheFolder === '')) {
    throw invalid('cacheFolder', 'the path of a folder', cacheFolder);
  }
  if (nearLeaks !== undefined && !['report', 'remove', 'ignore'].includes(nearLeaks)) {
    throw invalid('nearLeaks', 'report, remove or ignore', nearLeaks);
  }
  if (labels !== undefined && ![labels.table, labels.file, labels.label].every((text) => typeof text === 'string')) {
    throw invalid('labels', '{ table, file, label }: a path and two names of columns', labels);
  }
  if (!Array.isArray(augment)) throw invalid('augment', 'a list of transforms', augment);
  if (labels !== undefined) checkOptions('imageFolder: labels', LABELS, labels, optionInvalid);
  const statistics = normalize === 'imagenet' ? imagenet : normalize;
  if (statistics !== undefined) checkOptions('imageFolder: normalize', STATISTICS, statistics, optionInvalid);
  return {
    kind: 'imageFolder',
    root,
    options: {
      ...(size === undefined ? {} : { size: pairOf(size) }),
      channels,
      split: checkSplit(split),
      augment: augment.map(parseTransform),
      ...(statistics === undefined ? {} : { normalize: checkStatistics(statistics, channels) }),
      balance,
      resize,
      ...(ratio === undefined ? {} : { ratio }),
      seed,
      ...(maxPixels === undefined ? {} : { maxPixels }),
      ...(cacheBytes === undefined ? {} : { cacheBytes }),
      ...(cacheFolder === undefined ? {} : { cacheFolder }),
      ...(nearLeaks === undefined ? {} : { nearLeaks }),
      ...(labels === undefined ? {} : { labels }),
    },
  };
}

function checkSplit(given: Partial<SplitOption>): SplitOption {
  const split = Object.keys(given).length === 0 ? { train: 0.8, validation: 0.1, test: 0.1 } : given;
  checkOptions('imageFolder: split', SHARES, split, optionInvalid);
  const { train = 0, validation = 0, test = 0 } = split;
  const values = [train, validation, test];
  const sum = train + validation + test;
  const isShares = sum <= 1 + 1e-9;
  const fits = values.every((value) => value >= 0 && (isShares || Number.isInteger(value)));
  if (!fits || !(train > 0)) {
    throw invalid('split', '{ train, validation, test }: shares that add to at most 1, or whole counts', given);
  }
  return { train, validation, test };
}

function checkStatistics(value: Normalize, channels: number): Normalize {
  const { mean, std } = value;
  const fits = [mean, std].every(
    (list) => Array.isArray(list) && list.length === channels && list.every(Number.isFinite),
  );
  if (!fits || std.some((one) => one <= 0)) {
    throw invalid('normalize', `mean and std, ${channels} numbers each (channels is ${channels}), std above 0`, value);
  }
  return { mean: [...mean], std: [...std] };
}

function unknown(name: string): DataError {
  const near = nearest(name, names);
  const hint = near === undefined ? `Known are ${names.join(', ')}` : `Did you mean ${near}?`;
  return new DataError('option-invalid', `imageFolder has no option ${JSON.stringify(name)}`, { hint });
}

/** @throws {DataError} option-invalid — where an option makes no sense */
function pairOf(size: Size): [number, number] {
  const both = sizeField.read(size);
  if (!both) throw invalid('size', sizeField.expects, size);
  return both;
}
