import { checkOptions, type Fail, kinds } from '@capstan/base';
import { DataError } from '../../errors.ts';
import { invalid } from '../../images/augment/contract.ts';
import { type Size, size as sizeField } from '../../images/augment/fields.ts';
import { parseTransform, type Transform } from '../../images/augment/index.ts';
import type { Normalize } from '../../images/preprocessing.ts';
import type { SplitOption } from '../../split/assign-parts.ts';

/** How pictures with boxes are read and prepared. */
export interface BoxFolderOptions {
  /** Height and width trained on, to which pictures are stretched; without it the longer side of the first, 320 at most. */
  size?: Size;
  /** 1 for grey, 3 for colour (default). */
  channels?: 1 | 3;
  /** Shares or counts, where the folder doesn't say the split itself; default 0.8, 0.1, 0.1. */
  split?: Partial<SplitOption>;
  /** Applied to training pictures only; boxes move along. */
  augment?: readonly Transform[];
  /** Share of training pictures that are put together of four (Bochkovskiy et al. 2020); default 0. */
  mosaic?: number;
  /** Default: computed on the training set. */
  normalize?: Normalize;
  /** Classes in their order; default: those of the training boxes, by name. A box of another class is refused. */
  classes?: readonly string[];
  /** Default 0. */
  seed?: number;
}

/** A folder of pictures with boxes as a data source: a plain value. Nothing is read yet. */
export interface BoxFolder {
  kind: 'boxFolder';
  root: string;
  options: Omit<BoxFolderOptions, 'size' | 'split'> & {
    size?: [number, number];
    channels: 1 | 3;
    split: SplitOption;
    augment: readonly Transform[];
    mosaic: number;
    seed: number;
  };
}

const fail: Fail = (_code, message, details) => new DataError('option-invalid', message, details);

const SHAPE = {
  ...{ size: kinds.anything, channels: kinds.anything, split: kinds.anything, normalize: kinds.anything },
  ...{ augment: kinds.listOf(kinds.anything), mosaic: kinds.numberFrom(0, 1), seed: kinds.wholeNumber(0) },
  classes: kinds.listOf(kinds.text),
};
const SHARES = { train: kinds.numberFrom(0), validation: kinds.numberFrom(0), test: kinds.numberFrom(0) };
const STATISTICS = { mean: kinds.listOf(kinds.number), std: kinds.listOf(kinds.number) };

/**
 * Pictures with boxes: a folder in Pascal VOC's form (`Annotations`, `JPEGImages`, and the split in `ImageSets/Main`), or in COCO's
 * (`train`, `valid`, `test`, each with its pictures and one JSON file; or one JSON file beside the pictures).
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example boxFolder('BCCD', { size: [240, 320], augment: [horizontalFlip(), verticalFlip()] })
 */
export function boxFolder(root: string, options: BoxFolderOptions = {}): BoxFolder {
  if (typeof root !== 'string' || root === '') throw invalid('root', 'the path of a folder', root);
  checkOptions('boxFolder', SHAPE, options, fail);
  const { channels = 3, split = {}, augment = [], mosaic = 0, normalize, classes, seed = 0 } = options;
  if (channels !== 1 && channels !== 3) throw invalid('channels', '1 or 3', channels);
  checkOptions('boxFolder: split', SHARES, split, fail);
  const none = Object.values(split).every((share) => share === undefined);
  const { train = 0, validation = 0, test = 0 } = none ? { train: 0.8, validation: 0.1, test: 0.1 } : split;
  if (train === 0) throw invalid('split', '{ train, validation, test } with something to train on', split);
  if (normalize !== undefined) {
    checkOptions('boxFolder: normalize', STATISTICS, normalize, fail);
    const alike = normalize.mean.length === channels && normalize.std.length === channels;
    if (!alike || normalize.std.some((value) => !(value > 0)))
      throw invalid('normalize', `a mean and a deviation above 0 for each of ${channels} channels`, normalize);
  }
  if (classes !== undefined && (classes.length === 0 || new Set(classes).size < classes.length))
    throw invalid('classes', 'different names, one at least', classes);
  const size = options.size === undefined ? undefined : sizeField.read(options.size);
  if (options.size !== undefined && size === undefined) throw invalid('size', sizeField.expects, options.size);
  return {
    kind: 'boxFolder',
    root,
    options: {
      ...(size === undefined ? {} : { size }),
      ...{ channels, split: { train, validation, test }, augment: augment.map(parseTransform), mosaic, seed },
      ...(normalize === undefined ? {} : { normalize }),
      ...(classes === undefined ? {} : { classes: [...classes] }),
    },
  };
}
