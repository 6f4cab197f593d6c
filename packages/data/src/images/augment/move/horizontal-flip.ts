import { mover } from '../contract.ts';
import { chance } from '../fields.ts';
import { flipAcross } from '../view.ts';

export const horizontalFlipKind = mover('horizontalFlip', {
  help: 'mirror left to right',
  fields: { p: chance(0.5) },
  change: flipAcross,
});

/**
 * Mirrors left to right with probability `p` (0.5).
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example horizontalFlip()
 */
export function horizontalFlip(p?: number) {
  return horizontalFlipKind.make({ p });
}
