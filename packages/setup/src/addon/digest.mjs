import { createHash } from 'node:crypto';

/**
 * One name for all that goes into something.
 *
 * @param {readonly string[]} parts
 */
export function digest(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest('hex').slice(0, 32);
}
