import type { ReadingNote } from './reading.ts';

/** A source that was read into an engine; `numbered` and `stored` are as in `Table`. */
export type Read = { query: string; numbered?: string; stored?: string; bytes: number; notes: ReadingNote[] };
