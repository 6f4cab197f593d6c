import type { ImageData } from '../image-data.ts';
import type { Preprocessing } from '../preprocessing.ts';
import type { Finding } from './finding.ts';

/** Least, middle and most of something. */
export type Range = { least: number; median: number; most: number };

/** What there is to know about a data set before training, as JSON. */
export type DataReport = {
  root: string;
  hash: string;
  /** Picture files found, and how many of them are not used. */
  found: number;
  setAside: number;
  classes: { name: string; train: number; validation: number; test: number; total: number }[];
  splits: { train: number; validation: number; test: number };
  images: { bytes: number; height: Range; width: Range; formats: Record<string, number> };
  preprocessing: Preprocessing;
  findings: Finding[];
};

/**
 * Sums a data set up: counts, sizes, and everything that was found wrong.
 *
 * @example console.log(JSON.stringify(report(data), null, 2));
 */
export function report(data: ImageData): DataReport {
  const { root, hash, found, pictures, preprocessing, findings } = data;
  const classes = data.classes.map((name) => ({ name, train: 0, validation: 0, test: 0, total: 0 }));
  const of = new Map(classes.map((row) => [row.name, row]));
  const formats: Record<string, number> = {};
  let bytes = 0;
  for (const picture of pictures) {
    const row = of.get(picture.class)!; // every picture kept has a class kept
    row.total += 1;
    if (picture.split) row[picture.split] += 1;
    formats[picture.format] = (formats[picture.format] ?? 0) + 1;
    bytes += picture.bytes;
  }
  return {
    ...{ root, hash, found, setAside: found - pictures.length, classes, preprocessing, findings },
    splits: { train: data.train.length, validation: data.validation.length, test: data.test.length },
    images: {
      bytes,
      height: range(pictures.map((one) => one.height)),
      width: range(pictures.map((one) => one.width)),
      formats,
    },
  };
}

function range(values: number[]): Range {
  const sorted = values.sort((a, b) => a - b);
  return { least: sorted[0]!, median: sorted[sorted.length >> 1]!, most: sorted.at(-1)! };
}
