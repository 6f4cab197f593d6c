import type { FolderFile } from '../files-of.ts';

/** A file, and what is said of it; `like` is the file that it is a copy of or looks like. */
export interface FileItem {
  file: string;
  reason: string;
  like?: string;
}

/** A text, as it was read. */
export interface ReadText extends FolderFile {
  text: string;
}

/** A recording, as it was decoded. */
export interface ReadRecording extends FolderFile {
  seconds: number;
  sampleRate: number;
  channels: number;
  /** Largest sample, 0 to 1. */
  peak: number;
  /** Root of the mean square, in decibels below full scale. */
  loudness: number;
  /** Share of the samples at the limit. */
  clipped: number;
  /** Mean of the samples against their root mean square. */
  offset: number;
  /** Correlation of samples that follow each other; 0 for white noise. */
  neighbours: number;
  /** Longest run of one value, as a share of the length. */
  gap: number;
  /** A channel is silent and another is not. */
  isHalf: boolean;
  /** Deviation of the logarithms of its energy by time and band: below 1 for noise, above 2 for speech. */
  contrast: number;
  /** Of unit length: what it sounds like, by time and band. */
  print: Float32Array;
}

/** A kind of finding in the files of a folder: one file, which looks for nothing else. */
export interface FileFindingKind<Read extends FolderFile = FolderFile> {
  readonly kind: string;
  /** `error`: it was set aside, or no model can be trusted with it; `warning`: it may spoil one; `note`: good to know. */
  readonly severity: 'error' | 'warning' | 'note';
  /** What it is, in a sentence, for the documentation. */
  readonly about: string;
  /** What is said of so many. */
  what(count: number): string;
  /** How to put it right. */
  readonly hint: string;
  look(files: readonly Read[]): FileItem[];
}
