import type { Readable } from '../image-data.ts';
import type { ImageSet } from '../image-set.ts';
import type { Base } from '../preprocessing.ts';
import type { Scanned } from '../scan/scan-picture.ts';
import type { Listing } from '../source/contract.ts';
import type { SetAside } from './copies/exact-duplicates.ts';
import type { Alike } from './copies/near/alike.ts';
import type { Finding, Item } from './finding.ts';
import type { Typical } from './pixels/typical.ts';

/** What opening a folder has learnt; the further it came, the more of it is filled. */
export interface ExaminedPictures {
  listing: Listing;
  /** What reading each of `listing.pictures` gave. */
  scanned: readonly Scanned[];
  /** Those that could be read. */
  readable: readonly Readable[];
  /** Copies among the readable ones. */
  aside: readonly SetAside[];
  /** Pictures that look like another, among those that are there once. */
  alike: Alike;
  /** What is used. */
  kept: readonly Readable[];
  /** What is usual in the class of each picture. */
  typical: Typical;
  /** Classes that have a usable picture. */
  classes: readonly string[];
  /** Training, validation and test. */
  sets: readonly ImageSet[];
  base: Base;
}

/** What was found of one kind: where, and what the message adds in brackets. */
export interface Found {
  items: Item[];
  detail?: string;
}

/** A kind of finding in pictures: one file, which looks for nothing else. */
export interface PictureFinding<Kind extends string = string> {
  readonly kind: Kind;
  readonly severity: Finding['severity'];
  /** What it is, in a sentence, for the documentation. */
  readonly about: string;
  /** What is said of so many. */
  what(count: number): string;
  /** How to put it right. */
  readonly hint: string;
  /** Nothing where there is none. */
  look(examined: ExaminedPictures): Found | readonly Item[];
}
