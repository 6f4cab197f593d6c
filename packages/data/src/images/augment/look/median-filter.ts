import { painter } from '../contract.ts';
import { odd } from '../fields.ts';
import { medianFiltered } from '../pixels/denoise.ts';

export const medianFilterKind = painter('medianFilter', {
  help: 'denoise by the median of a window',
  fields: { size: odd(3) },
  isFixed: true,
  paint: (pixels, { size }) => medianFiltered(pixels, size),
});

/**
 * Denoises by the median of `size` × `size`, an odd number (3).
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example medianFilter(3)
 */
export function medianFilter(size?: number) {
  return medianFilterKind.make({ size });
}
