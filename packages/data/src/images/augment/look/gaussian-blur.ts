import { painter } from '../contract.ts';
import { odd, span } from '../fields.ts';
import { gaussianBlurred } from '../pixels/denoise.ts';

export const gaussianBlurKind = painter('gaussianBlur', {
  help: 'blur by a random amount',
  fields: { size: odd(), sigma: span(0.01, 100, [0.1, 2]) },
  paint: (pixels, { size, sigma }, random) => gaussianBlurred(pixels, size, random.uniform(sigma[0], sigma[1])),
});

/**
 * Blurs by a random σ in pixels ([0.1, 2]) over `size` × `size`, an odd number.
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example gaussianBlur(5, [0.1, 2])
 */
export function gaussianBlur(size: number, sigma?: [number, number]) {
  return gaussianBlurKind.make({ size, sigma });
}
