import { painter } from '../contract.ts';
import { chance } from '../fields.ts';
import { stretched } from '../pixels/tone.ts';

export const autocontrastKind = painter('autocontrast', {
  help: 'stretch to the whole range',
  fields: { p: chance(0.5) },
  paint: stretched,
});

/**
 * Stretches to the whole range with probability `p` (0.5).
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example autocontrast()
 */
export function autocontrast(p?: number) {
  return autocontrastKind.make({ p });
}
