import { randomBytes } from 'node:crypto';

// Crockford's base 32 without letters that read as digits; the first is a letter, so that an id never looks like a number.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new run id: eight characters that are easy to read, say and type; 39 random bits. */
export function newId(): string {
  const bytes = randomBytes(8);
  return Array.from(bytes, (byte, i) => ALPHABET[i === 0 ? 10 + (byte % 22) : byte % 32]).join('');
}
