import { createHash } from 'node:crypto';

/**
 * SHA-256 over (class, content) pairs: the same for the same pictures under the same classes, whatever the files are
 * called and wherever they lie.
 */
export function fingerprint(pairs: Iterable<readonly [label: string, content: string]>): string {
  const lines = Array.from(pairs, ([label, content]) => JSON.stringify([label, content])).sort();
  const sum = createHash('sha256');
  for (const line of lines) sum.update(line).update('\n');
  return sum.digest('hex');
}
