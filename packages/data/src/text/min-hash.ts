// Near duplicates of texts: Broder, "On the resemblance and containment of documents", 1997; candidates by bands of
// equal signature, each then checked exactly.
import { purpose, Random } from '@capstan/base';
import { DataError } from '../errors.ts';

import { murmurHash3 } from '../transform/encoders/murmur-hash.ts';

/** Two texts and the share of their shingles that both have. */
export type NearTexts = { first: number; second: number; similarity: number };

const hashes = 128;

/**
 * Pairs of texts that are nearly the same.
 *
 * @param options.threshold the least similarity (0.8), of the sets of `shingle` (5) characters, case and spacing aside
 * @returns pairs by their places, each with the smaller place first
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example nearDuplicateTexts(['Win a prize now!', 'win  a prize NOW!!', 'Hello']) // [{ first: 0, second: 1, similarity: 0.92 }]
 */
export function nearDuplicateTexts(
  texts: readonly (string | null)[],
  options: { threshold?: number; shingle?: number } = {},
): NearTexts[] {
  const { threshold = 0.8, shingle = 5 } = options;
  if (!(threshold > 0 && threshold <= 1) || !Number.isInteger(shingle) || shingle < 1) {
    throw new DataError('option-invalid', `threshold is ${threshold}, shingle is ${shingle}`, {
      hint: 'The threshold lies in (0, 1], a shingle is a count of characters',
    });
  }
  const sets = texts.map((text) => shinglesOf(text ?? '', shingle));
  const rows = rowsPerBand(threshold);
  const buckets = new Map<string, number[]>();
  for (const [i, set] of sets.entries()) {
    if (set.size === 0) continue;
    const signature = signatureOf(set);
    for (let band = 0; band + rows <= hashes; band += rows) {
      const key = `${band}:${signature.subarray(band, band + rows).join()}`;
      const bucket = buckets.get(key);
      if (bucket) bucket.push(i);
      else buckets.set(key, [i]);
    }
  }
  const seen = new Set<number>();
  const pairs: NearTexts[] = [];
  for (const bucket of buckets.values()) {
    for (const [at, second] of bucket.entries()) {
      for (let b = 0; b < at; b++) {
        const first = bucket[b]!;
        const key = first * texts.length + second;
        if (seen.has(key)) continue;
        seen.add(key);
        const similarity = jaccard(sets[first]!, sets[second]!);
        if (similarity >= threshold) pairs.push({ first, second, similarity });
      }
    }
  }
  return pairs.sort((a, b) => a.first - b.first || a.second - b.second);
}

function shinglesOf(text: string, length: number): Set<number> {
  const clean = text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
  const set = new Set<number>();
  if (clean === '') return set;
  const encoder = new TextEncoder();
  for (let i = 0; i === 0 || i + length <= clean.length; i++) {
    set.add(murmurHash3(encoder.encode(clean.slice(i, i + length))) >>> 0);
  }
  return set;
}

const random = new Random(0x6d696e).at(purpose.text, 0, 0);
const multipliers = Uint32Array.from({ length: hashes }, () => random.word() | 1);
const offsets = Uint32Array.from({ length: hashes }, () => random.word());

/** For each of 128 hash functions the least hash of the set. */
function signatureOf(set: Set<number>): Uint32Array {
  const out = new Uint32Array(hashes).fill(0xffffffff);
  for (const shingle of set) {
    for (let h = 0; h < hashes; h++) {
      let value = Math.imul(shingle ^ offsets[h]!, multipliers[h]!);
      value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
      value = (value ^ (value >>> 13)) >>> 0;
      if (value < out[h]!) out[h] = value;
    }
  }
  return out;
}

/** The most rows a band may have so that a pair at the threshold is missed less than once in ten thousand. */
function rowsPerBand(threshold: number): number {
  let best = 1;
  for (let rows = 1; rows <= 16; rows++) {
    if ((1 - threshold ** rows) ** Math.floor(hashes / rows) < 1e-4) best = rows;
  }
  return best;
}

function jaccard(a: Set<number>, b: Set<number>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let both = 0;
  for (const one of small) if (large.has(one)) both += 1;
  return both / (a.size + b.size - both);
}
