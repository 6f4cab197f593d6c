import { stat } from 'node:fs/promises';
import { DataError } from '../../errors.ts';

/**
 * Reads a file and makes sure that it was the same one from beginning to end.
 * @throws {DataError} source-lost, source-changed — where the source goes away, or the source changes
 */
export async function unchanged<T>(path: string, read: () => Promise<T>): Promise<T> {
  const before = await stat(path).catch(() => undefined);
  const result = await read();
  const after = await stat(path).catch(() => undefined);
  if (before && !after) {
    throw new DataError('source-lost', 'it went away while it was read', {
      file: path,
      hint: 'Nothing of it was kept',
    });
  }
  if (before && after && (before.size !== after.size || before.mtimeMs !== after.mtimeMs)) {
    throw new DataError('source-changed', 'it was changed while it was read', {
      file: path,
      hint: 'Read it again when it is complete',
    });
  }
  return result;
}
