import { exp, log } from './elementary.ts';
import { logGamma, nonZero } from './gamma.ts';
import { invert } from './invert.ts';

/**
 * I_x(a, b), the regularised incomplete beta function, by Lentz's continued fraction (Numerical Recipes 6.4).
 *
 * @example betaCdf(2, 2, 0.5) // 0.5
 */
export function betaCdf(a: number, b: number, x: number): number {
  if (!(x > 0)) return 0;
  if (x >= 1) return 1;
  const front = exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log(1 - x));
  return x < (a + 1) / (a + b + 2) ? (front * fraction(a, b, x)) / a : 1 - (front * fraction(b, a, 1 - x)) / b;
}

function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    const delta = d * c;
    h *= delta;
    if (Math.abs(delta - 1) < 1e-16) break;
  }
  return h;
}

/** The x at which I_x(a, b) = p. @example betaQuantile(2, 2, 0.5) // 0.5 */
export function betaQuantile(a: number, b: number, p: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  const logNorm = logGamma(a + b) - logGamma(a) - logGamma(b);
  return invert(
    (x) => betaCdf(a, b, x),
    (x) => exp(logNorm + (a - 1) * log(x) + (b - 1) * log(1 - x)),
    p,
    { low: 0, high: 1, start: a / (a + b) },
  );
}
