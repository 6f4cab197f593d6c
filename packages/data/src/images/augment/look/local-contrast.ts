import { painter } from '../contract.ts';
import { number, two, whole } from '../fields.ts';
import { clahe } from '../pixels/clahe.ts';

export const localContrastKind = painter('clahe', {
  help: 'raise local contrast within a limit',
  fields: { clipLimit: number(1, 1000, 2), grid: two(whole(1, 64), [8, 8]) },
  isFixed: true,
  paint: (pixels, { clipLimit, grid }) => clahe(pixels, clipLimit, grid),
});

/**
 * Local contrast within a limit (CLAHE): `clipLimit` (2), over `grid` tiles ([8, 8]).
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example localContrast(2, [8, 8])
 */
export function localContrast(clipLimit?: number, grid?: [number, number]) {
  return localContrastKind.make({ clipLimit, grid });
}
