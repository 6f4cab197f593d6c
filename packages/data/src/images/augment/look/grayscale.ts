import { painter } from '../contract.ts';
import { chance } from '../fields.ts';
import { grey } from '../pixels/tone.ts';

export const grayscaleKind = painter('grayscale', {
  help: 'make it grey',
  fields: { p: chance(0.1) },
  paint: grey,
});

/**
 * Makes it grey with probability `p` (0.1).
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example grayscale(0.1)
 */
export function grayscale(p?: number) {
  return grayscaleKind.make({ p });
}
