import type { Random } from '@capstan/base';
import type { Pixels } from '../../decode/pixels.ts';
import { painter } from '../contract.ts';
import { number, whole } from '../fields.ts';
import { changed } from './changes.ts';
import { gamma } from './gamma.ts';

export const augMixKind = painter('augMix', {
  help: 'chains of changes, blended',
  fields: { severity: number(1, 10, 3), width: whole(1, 8, 3), alpha: number(0.01, 100, 1) },
  paint: augMixed,
});

/**
 * AugMix (Hendrycks et al. 2020): `width` (3) chains of changes of `severity` (3), blended.
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example augMix({ severity: 3 })
 */
export function augMix(options: { severity?: number; width?: number; alpha?: number } = {}) {
  return augMixKind.make(options);
}

/** Chains of one to three changes, mixed by a Dirichlet draw, then with the picture by a Beta draw. */
function augMixed(
  pixels: Pixels,
  { severity, width, alpha }: { severity: number; width: number; alpha: number },
  random: Random,
): Pixels {
  const weights = Array.from({ length: width }, () => gamma(alpha, random));
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const [a, b] = [gamma(alpha, random), gamma(alpha, random)];
  const mixed = a / (a + b || 1);
  const length = pixels.channels * pixels.height * pixels.width;
  const sums = Float64Array.from(pixels.data.subarray(0, length), (value) => value * (1 - mixed));
  for (const weight of weights) {
    let chain = pixels;
    for (let i = random.below(3); i >= 0; i--) {
      chain = changed(chain, () => (severity / 10) * random.uniform(0.1, 1), random).pixels;
    }
    for (let i = 0; i < length; i++) sums[i]! += (mixed * weight * chain.data[i]!) / total;
  }
  return { ...pixels, data: Uint8Array.from(sums, Math.round) };
}
