import { type CallFault, CapstanError, type ErrorDetails, printable } from '@capstan/base';

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

export type DataErrorCode = (typeof dataErrorCodes)[number] | CallFault;

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
