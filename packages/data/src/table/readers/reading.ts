/** What a note is about. */
export type ReadingNoteKind =
  | 'encoding'
  | 'compressed'
  | 'zero-bytes'
  | 'line-ends'
  | 'preamble'
  | 'comments'
  | 'delimiter'
  | 'no-header'
  | 'header-repeated'
  | 'renamed'
  | 'short-rows'
  | 'long-rows'
  | 'widened'
  | 'set-aside'
  | 'copies'
  | 'null-like'
  | 'kept-as-text'
  | 'decimal'
  | 'date-order'
  | 'zone'
  | 'units'
  | 'ambiguous'
  | 'quotes'
  | 'malformed'
  | 'flattened'
  | 'files';

/** Something worked out, put right, or set aside, while a source was read. */
export type ReadingNote = {
  kind: ReadingNoteKind;
  count: number;
  message: string;
  hint?: string;
  /** Some of the places: line numbers from 1 and what stood there. */
  items: { line: number; text: string }[];
};

/** Something wrong with the files of a folder, found while they were read; the doctor tells of it with the rest. */
export type FoundInFiles = {
  kind: string;
  severity: 'error' | 'warning' | 'note';
  message: string;
  hint: string;
  items: { file: string; reason: string; like?: string }[];
};

/** How a source was read: nothing that was changed or left out is missing here. */
export type Reading = { format: string; bytes: number; notes: readonly ReadingNote[]; found?: readonly FoundInFiles[] };

/** Places of a note that are kept. */
export const mostItems = 20;
