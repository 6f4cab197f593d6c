import { painter } from '../contract.ts';
import { chance, number } from '../fields.ts';
import { solarized } from '../pixels/tone.ts';

export const solarizeKind = painter('solarize', {
  help: 'invert bytes from a threshold on',
  fields: { threshold: number(0, 256, 128), p: chance(0.5) },
  paint: (pixels, { threshold }) => solarized(pixels, threshold),
});

/**
 * Inverts bytes from `threshold` (128) on, with probability `p` (0.5).
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example solarize(128, 0.2)
 */
export function solarize(threshold?: number, p?: number) {
  return solarizeKind.make({ threshold, p });
}
