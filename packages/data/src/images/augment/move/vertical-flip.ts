import { mover } from '../contract.ts';
import { chance } from '../fields.ts';
import { flipDown } from '../view.ts';

export const verticalFlipKind = mover('verticalFlip', {
  help: 'mirror top to bottom',
  fields: { p: chance(0.5) },
  change: flipDown,
});

/**
 * Mirrors top to bottom with probability `p` (0.5).
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example verticalFlip(0.5)
 */
export function verticalFlip(p?: number) {
  return verticalFlipKind.make({ p });
}
