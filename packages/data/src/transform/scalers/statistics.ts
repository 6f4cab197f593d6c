/** Mean and variance (÷ n), in two passes with the rounding error of the mean taken out. */
export function meanAndVariance(values: Float64Array): { mean: number; variance: number } {
  const n = values.length;
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / n;
  let square = 0;
  let rest = 0;
  for (const value of values) {
    const difference = value - mean;
    square += difference * difference;
    rest += difference;
  }
  return { mean, variance: Math.max(0, (square - (rest * rest) / n) / n) };
}

/** Whether a variance is nothing but rounding (Chan, Golub and LeVeque; the bound that scikit-learn takes). */
export function isConstant(variance: number, mean: number, count: number): boolean {
  return variance <= count * Number.EPSILON * variance + (count * mean * Number.EPSILON) ** 2;
}

/** A scale to divide by: 1 in place of what is nothing but rounding. */
export function safeScale(scale: number): number {
  return scale < 10 * Number.EPSILON ? 1 : scale;
}

/** The inverse of the distribution function, averaged where it jumps (NumPy's `averaged_inverted_cdf`). */
export function averagedQuantile(sorted: Float64Array, q: number): number {
  const n = sorted.length;
  const at = n * q - 1;
  const below = Math.floor(at);
  const clip = (i: number) => sorted[Math.max(0, Math.min(n - 1, i))]!;
  if (at === below) return (clip(below) + clip(below + 1)) / 2;
  return clip(below + 1);
}

/** `count` numbers from `low` to `high`, both included. */
export function linspace(low: number, high: number, count: number): Float64Array {
  const step = (high - low) / (count - 1);
  return Float64Array.from({ length: count }, (_, i) => (i === count - 1 ? high : low + i * step));
}
