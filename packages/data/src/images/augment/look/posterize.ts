import { painter } from '../contract.ts';
import { chance, whole } from '../fields.ts';
import { posterized } from '../pixels/tone.ts';

export const posterizeKind = painter('posterize', {
  help: 'keep the highest bits',
  fields: { bits: whole(0, 8), p: chance(0.5) },
  paint: (pixels, { bits }) => posterized(pixels, bits),
});

/**
 * Keeps the `bits` highest bits, with probability `p` (0.5).
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example posterize(4)
 */
export function posterize(bits: number, p?: number) {
  return posterizeKind.make({ bits, p });
}
