/** The parts of a data set. */
export type SplitName = 'train' | 'validation' | 'test';

/** A picture found by a source; nothing of it has been read. */
export type Listed = {
  /** Relative to the root, with `/`. */ file: string;
  class: string;
  split: SplitName | undefined;
};

/** Something found that is no picture to train on. */
export type Stray = { file: string; reason: string; kind: 'stray' | 'unsupported' | 'link' };

export type Listing = { classes: string[]; pictures: Listed[]; strays: Stray[] };

/** A table that says which picture is of which class: a row a picture. */
export type LabelTable = {
  /** CSV, Parquet or anything else that `openTable` reads. */
  table: string;
  /** Column of the pictures' paths, relative to the folder. */
  file: string;
  /** Column of their classes. */
  label: string;
};

/** A way in which a folder says which pictures it holds, and of which class and split each is. */
export interface PictureSource<Kind extends string = string> {
  readonly kind: Kind;
  /** Sources are asked from the least of these to the greatest, which takes every folder. */
  readonly place: number;
  /** What it reads, in a sentence, for the documentation. */
  readonly about: string;
  /** Whether a folder, by its real path, is given in this way; the first of the list that says yes lists it. */
  isGiven(root: string, options: { labels?: LabelTable }): boolean;
  /**
   * Names every picture, in the same order on every machine.
   *
   * @throws {DataError} folder-missing, folder-empty — where there is nothing to name
   */
  list(root: string, options: { labels?: LabelTable }): Listing | Promise<Listing>;
}
