import { join } from 'node:path';
import type { SampleStore } from './cache/store.ts';
import type { Base } from './preprocessing.ts';
import { fingerprint } from './scan/fingerprint.ts';
import type { SplitName } from './source/contract.ts';

/** The pictures of one split. */
export class ImageSet {
  readonly name: SplitName;
  readonly root: string;
  readonly classes: readonly string[];
  /** Relative to `root`, with `/`. */
  readonly files: readonly string[];
  /** Class number per file. */
  readonly labels: Int32Array;
  /** Fingerprint of classes and content. */
  readonly hash: string;
  readonly maxPixels: number;
  /** Where decoded pictures are kept between runs, if anywhere. */
  readonly cacheFolder: string | undefined;
  /** Where its decoded pictures are, and how they were fitted. */
  readonly cached: { store: SampleStore; samples: Int32Array; base: Base };

  constructor(fields: Omit<ImageSet, 'length' | 'hash' | 'path'> & { contents: readonly string[] }) {
    this.name = fields.name;
    this.root = fields.root;
    this.classes = fields.classes;
    this.files = fields.files;
    this.labels = fields.labels;
    this.maxPixels = fields.maxPixels;
    this.cacheFolder = fields.cacheFolder;
    this.cached = fields.cached;
    this.hash = fingerprint(
      fields.contents.map((content, i) => [fields.classes[fields.labels[i]!]!, content] as const),
    );
  }

  /** How many pictures. */
  get length(): number {
    return this.files.length;
  }

  /** Where picture `index` lies. */
  path(index: number): string {
    return join(this.root, this.files[index]!);
  }
}
