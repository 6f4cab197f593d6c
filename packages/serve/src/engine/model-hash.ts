import { createHash } from 'node:crypto';
import type { ModelCard } from '@capstan/models';

/**
 * What identifies a model: SHA-256 over its whole card, keys in order. The card holds the hash of the weights, which was
 * checked when they were read, so this covers weights, classes, preprocessing and pipeline at once.
 *
 * @example modelHash(card) // '9f2c…', 64 hexadecimal digits
 */
export function modelHash(card: ModelCard): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(card)))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
