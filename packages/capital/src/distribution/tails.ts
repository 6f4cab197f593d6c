import { normalCdf, normalQuantile } from '@capstan/base';

/** e^x / (1 + e^x) without overflow. */
export function logistic(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

/** P(a < Z ≤ b) of a standard normal, exact in both tails: where both ends are above 0, by what lies above them. */
export function normalMass(a: number, b: number): number {
  return a > 0 ? normalCdf(-a) - normalCdf(-b) : normalCdf(b) - normalCdf(a);
}

/** The value z between a and b below which the part p of that mass lies. */
export function normalBetween(a: number, b: number, p: number): number {
  const z =
    a > 0
      ? -normalQuantile(normalCdf(-a) - p * (normalCdf(-a) - normalCdf(-b)))
      : normalQuantile(normalCdf(a) + p * (normalCdf(b) - normalCdf(a)));
  return Math.min(Math.max(z, a), b);
}

/**
 * ∫ f(p) dp over (0, 1) where f may grow without end towards both: double-exponential quadrature (Takahasi and Mori 1974), the upper
 * half from what is left above, so that no digit is lost near 1.
 *
 * @param lower f(p) for p ≤ ½
 * @param upper f(1 − q) for q ≤ ½
 */
export function overProbability(lower: (p: number) => number, upper: (q: number) => number): number {
  const step = 1 / 64;
  let sum = 0;
  for (let k = -320; k <= 320; k++) {
    const t = k * step;
    const u = (Math.PI / 2) * Math.sinh(t);
    // p and 1 − p are both known to full precision.
    const q = 1 / (1 + Math.exp(2 * Math.abs(u)));
    if (q < 1e-300) continue;
    const weight = Math.PI * Math.cosh(t) * q * (1 - q) * step;
    sum += weight * (t < 0 ? lower(q) : upper(q));
  }
  return sum;
}
