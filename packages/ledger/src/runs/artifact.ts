import { hashFile } from '@capstan/base/files';
import { LedgerError } from '../errors.ts';

/**
 * SHA-256 and size of an artifact's file.
 *
 * @throws {LedgerError} artifact-invalid — where it can't be read
 */
export function artifactSeal(path: string): { sha256: string; bytes: number } {
  try {
    return hashFile(path);
  } catch (error) {
    throw new LedgerError(
      'artifact-invalid',
      `artifact ${path}: cannot read it (${String(error)}). Record an artifact after its file was written.`,
      { fields: { path }, cause: error },
    );
  }
}
