import type { ReadingNote } from './reading.ts';

/** A source that was read into an engine; `numbered` is as `Table.numbered`. */
export type Read = { query: string; numbered?: string; bytes: number; notes: ReadingNote[] };
