import { Zip } from '@capstan/base/files';
import { DataError } from '../../../errors.ts';

/**
 * The entries of a packed table or spreadsheet.
 *
 * @throws {DataError} table-unreadable — where a file cannot be read as a table
 */
export function zipOf(bytes: Buffer, path: string): Zip {
  const refuse = (reason: string) =>
    new DataError('table-unreadable', reason, { file: path, hint: 'Save it again as .xlsx' });
  return new Zip(bytes, refuse);
}
