import type { ColumnType } from '../table/columns.ts';
import type { ReadingNote } from '../table/readers/reading.ts';
import type { TableFinding } from './finding.ts';

/** What there is to know about one column. */
export type ColumnProfile = {
  name: string;
  type: ColumnType;
  /** Guessed from the column's name. */
  unit?: string;
  /** What personal data it seems to hold; its values are shown masked. */
  personal?: string;
  missing: number;
  /** Different values, counted exactly in a table of any size. */
  distinct: number;
  /**
   * Of numbers and times (milliseconds since 1970); infinities are left out, and counted. Quartiles are those of a sample of
   * 65,536 rows or more, the same every time, above 100,000 rows.
   */
  numbers?: {
    least: number;
    quartiles: [number, number, number];
    most: number;
    mean: number;
    std: number;
    infinite: number;
  };
  /** Counts in equal steps between least and most. */
  histogram?: { edges: number[]; counts: number[] };
  /** The most frequent values. */
  top?: { value: string; count: number }[];
  /** Characters, of text. */
  lengths?: { least: number; mean: number; most: number };
};

/** What there is to know about a table before training, as JSON. */
export type TableProfile = {
  source: string;
  format: string;
  rows: number;
  bytes: number;
  columns: ColumnProfile[];
  /** Pearson's correlation of pairs of numbers, the strongest first. */
  correlations: { a: string; b: string; r: number }[];
  /** Which columns are missing together and in how many rows, the most frequent first; empty where nothing is missing. */
  missingPatterns: { columns: string[]; rows: number }[];
  /** Some rows, cells in the order of the columns; personal data is masked. Rows are counted from 0. */
  sample: { row: number; cells: (string | null)[] }[];
  /** Classes of the target, where one was named. */
  target?: { column: string; classes: { value: string; count: number }[] };
  reading: readonly ReadingNote[];
  findings: TableFinding[];
};

export type ProfileOptions = {
  /** The column to be predicted: classes are counted, and columns that give it away looked for. */
  target?: string;
  /** The column that names each row's split; the same row in two of them, and drift between them, is looked for. */
  split?: string;
};
