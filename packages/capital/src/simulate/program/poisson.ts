import { exp, normalQuantile } from '@capstan/base';

/**
 * How often something happens that is expected `mean` times, by the inverse of the Poisson distribution: u small is much. One
 * time or more exactly where u < 1 − e^(−mean), as `mean` falls to 0.
 *
 * @example poisson(0.3, 1) // 1: P(two or more) = 0.264 ≤ 0.3 < P(one or more) = 0.632
 */
export function poisson(u: number, mean: number): number {
  if (!(mean > 0)) return mean === 0 ? 0 : Number.NaN;
  // Beyond this e^(−mean) is too small to begin a sum from; Cornish and Fisher's expansion is within one.
  if (mean > 600) {
    const z = -normalQuantile(u);
    return Math.floor(mean + Math.sqrt(mean) * z + (z * z - 1) / 6 + 0.5);
  }
  let term = exp(0 - mean);
  let left = 1 - term; // P(more than `count`)
  let count = 0;
  while (u < left && term > 0) {
    count++;
    term *= mean / count;
    left -= term;
  }
  return count;
}
