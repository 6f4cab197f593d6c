import type { PictureFinding } from '../contract.ts';
import { files } from '../words.ts';

/** Bits that darkness alone doesn't leave unused. */
const enough = 13;

export const unusedDepth = {
  kind: 'unused-depth',
  severity: 'warning',
  about: 'A picture with 10 or 12 bits in 16: it comes out nearly black.',
  what: (count) => `${files(count, 'uses', 'use')} a part of the 16 bits only: nearly black as they are read`,
  hint: 'Save them anew with the levels stretched to all 16 bits, by the same factor for all',
  look: ({ kept }) =>
    kept.flatMap(({ file, depth }) =>
      depth !== undefined && depth.used < enough ? [{ file, reason: `${depth.used} of ${depth.bits} bits` }] : [],
    ),
} as const satisfies PictureFinding;
