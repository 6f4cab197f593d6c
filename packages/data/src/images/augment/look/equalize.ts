import { painter } from '../contract.ts';
import { chance } from '../fields.ts';
import { equalized } from '../pixels/tone.ts';

export const equalizeKind = painter('equalize', {
  help: 'even the histogram out',
  fields: { p: chance(0.5) },
  paint: equalized,
});

/**
 * Evens the histogram out with probability `p` (0.5).
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example equalize(1)
 */
export function equalize(p?: number) {
  return equalizeKind.make({ p });
}
