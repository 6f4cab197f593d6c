import type { Transform } from './augment/index.ts';
import type { Finding } from './findings/finding.ts';
import type { ImageSet } from './image-set.ts';
import type { Preprocessing } from './preprocessing.ts';
import type { Scanned } from './scan/scan-picture.ts';
import type { Listed, SplitName } from './source/contract.ts';
import type { ImageFolder } from './source/image-folder.ts';

/** A picture that could be read, with what was learnt from it. */
export type Readable = Listed & Extract<Scanned, { ok: true }> & { /** Its place in the store. */ sample: number };

/** A picture that was not set aside: what it is and where it went (nowhere when counts leave some over). */
export type Picture = Pick<Readable, 'file' | 'class' | 'bytes' | 'height' | 'width' | 'format'> & {
  split: SplitName | undefined;
};

/** A data set that has been read once, whole, and is ready to train on. */
export type ImageData = {
  source: ImageFolder;
  root: string;
  classes: string[];
  train: ImageSet;
  validation: ImageSet;
  test: ImageSet;
  findings: Finding[];
  /** Fingerprint of the classes and of the content of all three splits. */
  hash: string;
  preprocessing: Preprocessing;
  /** For the training set only. */
  augment: readonly Transform[];
  /** Per class: ones, or with `balance: 'weights'` n / (classes × n of the class), so that classes weigh the same. */
  classWeights: Float32Array;
  /** Every picture that was not set aside. */
  pictures: Picture[];
  /** How many picture files were found, those set aside included. */
  found: number;
};
