import { hash } from 'node:crypto';
import { type Decoded, decode } from '../decode/decode.ts';
import type { Base } from '../preprocessing.ts';
import type { DiskCache } from './disk-cache.ts';

/** Raised when decoding changes, so that older entries are not read. */
const version = 2;

/**
 * As `decode`, from the cache where it is there. The key is the file's bytes and how they are fitted.
 *
 * @throws {DataError} what `decode` throws
 */
export function decodeCached(
  bytes: Uint8Array,
  base: Base,
  maxPixels: number,
  cache: DiskCache | undefined,
): Decoded | Promise<Decoded> {
  if (!cache) return decode(bytes, base, maxPixels);
  const { size, channels, resize, ratio, whole } = base;
  const how = JSON.stringify([version, size, channels, resize, ratio, whole]);
  const key = hash('sha256', `${hash('sha256', bytes)} ${how}`);
  const found = cache.get(key);
  if (found && found.height * found.width <= maxPixels) return found;
  return keep(decode(bytes, base, maxPixels), key, cache);
}

async function keep(decoded: Decoded | Promise<Decoded>, key: string, cache: DiskCache): Promise<Decoded> {
  const made = await decoded;
  cache.put(key, made);
  return made;
}
