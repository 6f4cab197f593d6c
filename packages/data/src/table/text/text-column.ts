import type { ReadingNote } from '../readers/reading.ts';

/** What a column of text turns out to be: the SQL of its cells, and what is said of it. */
export type Narrowed = { sql: string | undefined; notes: ReadingNote[] };

/** What is known of a column of text before it is narrowed. */
export type TextColumn = {
  column: string;
  /** The cell in SQL, and what tells that it holds something. */
  cell: string;
  given: string;
  /** Cells that hold something. */
  count: number;
  from: string;
};
