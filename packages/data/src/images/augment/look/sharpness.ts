import { painter } from '../contract.ts';
import { chance, number } from '../fields.ts';
import { sharpened } from '../pixels/tone.ts';

export const sharpnessKind = painter('sharpness', {
  help: 'sharpen or soften',
  fields: { factor: number(0, 100), p: chance(0.5) },
  paint: (pixels, { factor }) => sharpened(pixels, factor),
});

/**
 * Sharpens (factor above 1) or softens with probability `p` (0.5).
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example sharpness(2)
 */
export function sharpness(factor: number, p?: number) {
  return sharpnessKind.make({ factor, p });
}
