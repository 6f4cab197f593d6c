import { exp, log } from './elementary.ts';
import { invert } from './invert.ts';
import { normalQuantile } from './normal.ts';

// Lanczos's approximation with g = 7, nine terms (Godfrey's coefficients); relative error below 1e-14 for x > 0.
const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) for x > 0. @example logGamma(5) // ln 24 */
export function logGamma(x: number): number {
  if (x < 0.5) return logGamma(x + 1) - log(x);
  const z = x - 1;
  let sum = LANCZOS[0]!;
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (z + i);
  const t = z + 7.5;
  return 0.9189385332046728 + (z + 0.5) * log(t) - t + log(sum);
}

/**
 * P(a, x), the regularised lower incomplete gamma function: a series below a + 1, a continued fraction above
 * (Numerical Recipes 6.2).
 *
 * @example gammaCdf(1, 1) // 1 − 1/e
 */
export function gammaCdf(a: number, x: number): number {
  if (!(x > 0)) return 0;
  if (x === Number.POSITIVE_INFINITY) return 1;
  const scale = exp(a * log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 10_000; n++) {
      term *= x / (a + n);
      sum += term;
      if (term < sum * 1e-17) break;
    }
    return sum * scale;
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 10_000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / nonZero(an * d + b);
    c = nonZero(b + an / c);
    const delta = d * c;
    h *= delta;
    if (Math.abs(delta - 1) < 1e-16) break;
  }
  return 1 - scale * h;
}

/** The x at which P(a, x) = p. @example gammaQuantile(1, 0.5) // ln 2 */
export function gammaQuantile(a: number, p: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return Number.POSITIVE_INFINITY;
  // Wilson and Hilferty's cube root of a gamma is nearly normal: a start close enough for Newton's steps.
  const cube = 1 - 1 / (9 * a) + normalQuantile(p) / (3 * Math.sqrt(a));
  const small = exp((log(p) + logGamma(a + 1)) / a);
  const start = cube > 0.2 ? a * cube * cube * cube : small;
  const logNorm = logGamma(a);
  return invert(
    (x) => gammaCdf(a, x),
    (x) => exp((a - 1) * log(x) - x - logNorm),
    p,
    { low: 0, high: Number.POSITIVE_INFINITY, start },
  );
}

/** Keeps a denominator of a continued fraction away from 0 (Lentz). */
export function nonZero(x: number): number {
  return Math.abs(x) < 1e-300 ? 1e-300 : x;
}
