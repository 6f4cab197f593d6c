import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { LIMITS } from '@capstan/base';
import { DataError } from '../errors.ts';

/**
 * Reads a picture's file. Only an ordinary file is read: no pipe, device or folder can hold a reader up.
 *
 * @param most read no more than this from its beginning
 * @throws {DataError} image-unreadable, image-too-large — where a picture cannot be decoded, or it has too many pixels
 */
export function readPicture(path: string, options: { follow?: boolean; most?: number } = {}): Buffer {
  const { follow = true, most } = options;
  let file: number;
  try {
    file = openSync(
      path,
      constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (follow ? 0 : (constants.O_NOFOLLOW ?? 0)),
    );
  } catch (cause) {
    throw new DataError('image-unreadable', reasonOf(cause, path), { file: path, cause });
  }
  try {
    const about = fstatSync(file);
    if (!about.isFile()) throw new DataError('image-unreadable', 'not an ordinary file', { file: path });
    if (most === undefined && about.size > LIMITS.fileBytes) {
      const reason = `${Math.round(about.size / 1e6)} MB, where at most ${Math.round(LIMITS.fileBytes / 1e6)} MB are read`;
      throw new DataError('image-too-large', reason, { file: path, hint: 'Save a smaller version of it' });
    }
    const bytes = Buffer.allocUnsafeSlow(Math.min(about.size, most ?? about.size));
    let done = 0;
    while (done < bytes.length) {
      const read = readSync(file, bytes, done, bytes.length - done, done);
      if (read === 0) break; // cut while it was read: the decoder will see it
      done += read;
    }
    return done === bytes.length ? bytes : bytes.subarray(0, done);
  } finally {
    closeSync(file);
  }
}

/** A system error in plain words. */
export function reasonOf(error: unknown, path = ''): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' && path.includes('\ufffd')) return 'its name is not UTF-8: rename it';
  if (code === 'ENOENT') return 'the file is not there any more';
  if (code === 'EACCES' || code === 'EPERM') return 'no permission to read it';
  if (code === 'ELOOP') return 'a symbolic link, which is not followed';
  return `it cannot be read (${code || String(error)})`;
}
