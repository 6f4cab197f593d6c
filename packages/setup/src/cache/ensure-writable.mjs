import { accessSync, constants, mkdirSync } from 'node:fs';
import * as errors from '../report/errors.mjs';

/**
 * Makes a folder of the cache, or says why nothing can be written there.
 *
 * @param {string} dir
 * @throws {SetupError} cache-read-only — where the cache cannot be written
 */
export function ensureWritable(dir) {
  try {
    mkdirSync(dir, { recursive: true });
    accessSync(dir, constants.W_OK);
  } catch (error) {
    throw errors.readOnlyCache(dir, error instanceof Error ? error.message : String(error));
  }
}
