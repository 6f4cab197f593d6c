import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as errors from '../report/errors.mjs';

/**
 * Node-API's C headers, out of the npm package node-api-headers.
 *
 * @returns {{ include: string, version: string }}
 * @throws {SetupError} headers-missing — where Node-API's headers are not there
 */
export function nodeHeaders() {
  let path;
  try {
    path = createRequire(import.meta.url).resolve('node-api-headers/package.json');
  } catch {
    throw errors.noHeaders(import.meta.dirname);
  }
  return { include: join(dirname(path), 'include'), version: JSON.parse(readFileSync(path, 'utf8')).version };
}
