import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { digest } from './digest.mjs';

/**
 * The C++ sources and headers of the addon, in a fixed order.
 *
 * @param {string} native their folder
 */
export function sourceFiles(native) {
  const names = existsSync(native) ? readdirSync(native).sort() : [];
  return names.filter((name) => /\.(cc|cpp|h|hpp)$/.test(name)).map((name) => join(native, name));
}

/**
 * What the sources say, as one short text: it tells whether a prebuilt addon is of these sources.
 *
 * @param {string} native
 */
export function sourcesDigest(native) {
  return digest(sourceFiles(native).flatMap((path) => [basename(path), readFileSync(path, 'utf8')]));
}
