import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * A new key of 256 random bits for `serve({ apiKey })`.
 *
 * @example const apiKey = generateApiKey(); // 'capstan_…'
 */
export function generateApiKey(): string {
  return `capstan_${randomBytes(32).toString('base64url')}`;
}

/** A check of `Authorization` headers against a key; it takes as long for a wrong key as for the right one. */
export function apiKeyCheck(apiKey: string): (header: string | undefined) => boolean {
  const expected = sha256(apiKey);
  return (header) => {
    const given = /^Bearer (.+)$/i.exec(header ?? '')?.[1] ?? '';
    return timingSafeEqual(sha256(given), expected);
  };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();
