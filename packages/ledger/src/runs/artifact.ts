import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { LedgerError } from '../errors.ts';

/** Reads a file once, in pieces, for its SHA-256 and size. */
export function hashFile(path: string): { sha256: string; bytes: number } {
  try {
    const file = openSync(path, 'r');
    try {
      const hash = createHash('sha256');
      const piece = Buffer.allocUnsafe(1 << 20);
      let bytes = 0;
      for (;;) {
        const read = readSync(file, piece, 0, piece.length, null);
        if (read === 0) return { sha256: hash.digest('hex'), bytes };
        hash.update(piece.subarray(0, read));
        bytes += read;
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new LedgerError(
      'artifact-invalid',
      `artifact ${path}: cannot read it (${String(error)}). Record an artifact after its file was written.`,
      { path },
      error,
    );
  }
}
