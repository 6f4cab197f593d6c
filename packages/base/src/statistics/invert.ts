/**
 * The x at which an increasing `cdf` reaches `p`: Newton's steps inside a bracket that only shrinks, halving it whenever a
 * step would leave it or gains too little.
 *
 * @example invert(normalCdf, normalDensity, 0.9, { low: -Infinity, high: Infinity, start: 0 })
 */
export function invert(
  cdf: (x: number) => number,
  density: (x: number) => number,
  p: number,
  { low, high, start }: { low: number; high: number; start: number },
): number {
  let x = start;
  let width = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 200; i++) {
    const error = cdf(x) - p;
    if (error === 0) return x;
    if (error > 0) high = x;
    else low = x;
    let next = x - error / density(x);
    const stuck = i % 8 === 7 && high - low > 0.5 * width;
    if (i % 8 === 7) width = high - low;
    if (!(next > low && next < high) || stuck) next = middle(low, high);
    if (Math.abs(next - x) <= 4e-16 * Math.abs(x)) return next;
    x = next;
  }
  return x;
}

function middle(low: number, high: number): number {
  if (low === Number.NEGATIVE_INFINITY) return high > 0 ? -1 : 2 * high - 1;
  if (high === Number.POSITIVE_INFINITY) return low < 0 ? 1 : 2 * low + 1;
  return low + (high - low) / 2;
}
