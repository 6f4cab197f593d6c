import { printable } from '@capstan/base';

/** Every way this package can refuse. The codes are stable; README.md says what each means. */
export const dataErrorCodes = [
  'folder-missing',
  'folder-empty',
  'one-class',
  'no-images',
  'split-impossible',
  'option-invalid',
  'image-unreadable',
  'image-unsupported',
  'image-too-large',
  'annotation-invalid',
  'audio-unreadable',
  'text-unreadable',
  'audio-unsupported',
  'archive-unsafe',
  'archive-unreadable',
  'archive-too-large',
  'package-missing',
  'folder-in-use',
  'worker-failed',
  'loader-busy',
  'loader-closed',
  'state-mismatch',
  'table-invalid',
  'column-type',
  'value-invalid',
  'too-few-rows',
  'target-invalid',
  'category-unseen',
  'fold-invalid',
  'pipeline-invalid',
  'vocabulary-invalid',
  'table-missing',
  'table-unreadable',
  'table-unsupported',
  'table-malformed',
  'table-empty',
  'table-closed',
  'table-memory',
  'line-too-long',
  'source-lost',
  'source-changed',
  'download-failed',
  'checksum-mismatch',
  'column-unknown',
  'sql-invalid',
  'schema-mismatch',
  'step-invalid',
] as const;

export type DataErrorCode = (typeof dataErrorCodes)[number];

/**
 * An error of `@capstan/data`: `code` for programs, `file` where one file is to blame, `message` for people.
 *
 * @example
 * try { await openImages(imageFolder('photos')); }
 * catch (error) { if (error instanceof DataError && error.code === 'folder-missing') … }
 */
export class DataError extends Error {
  override readonly name = 'DataError';
  readonly code: DataErrorCode;
  /** The file at fault, as it was given. */
  readonly file: string | undefined;
  /** The row at fault, counted from 0. */
  readonly row: number | undefined;
  /** What is wrong with it, without its name or number: `the file is cut short`. */
  readonly reason: string;
  /** What to do about it. */
  readonly fix: string | undefined;

  constructor(
    code: DataErrorCode,
    reason: string,
    options: { file?: string; row?: number; fix?: string; cause?: unknown } = {},
  ) {
    const { file, row, fix, cause } = options;
    const place = file === undefined ? (row === undefined ? '' : `row ${row}: `) : `${printable(file)}: `;
    super(`${place}${reason}${fix === undefined ? '' : `. ${fix}`}`, { cause });
    this.code = code;
    this.file = file;
    this.row = row;
    this.reason = reason;
    this.fix = fix;
  }
}
