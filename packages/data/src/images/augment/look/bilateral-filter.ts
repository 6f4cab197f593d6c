import { painter } from '../contract.ts';
import { number } from '../fields.ts';
import { bilateralFiltered } from '../pixels/denoise.ts';

export const bilateralFilterKind = painter('bilateralFilter', {
  help: 'denoise and keep edges',
  fields: { sigmaSpace: number(0.1, 20, 2), sigmaColor: number(0.1, 1000, 30) },
  isFixed: true,
  paint: (pixels, { sigmaSpace, sigmaColor }) => bilateralFiltered(pixels, sigmaSpace, sigmaColor),
});

/**
 * Denoises and keeps edges; σ in pixels (2) and in steps of 255 (30).
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example bilateralFilter(2, 30)
 */
export function bilateralFilter(sigmaSpace?: number, sigmaColor?: number) {
  return bilateralFilterKind.make({ sigmaSpace, sigmaColor });
}
