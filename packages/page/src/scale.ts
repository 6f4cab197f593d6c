/** Maps numbers of a domain linearly to pixels. */
export function linearScale(
  domain: readonly [number, number],
  range: readonly [number, number],
): (value: number) => number {
  const [d0, d1] = domain;
  const factor = d1 === d0 ? 0 : (range[1] - range[0]) / (d1 - d0);
  return (value) => range[0] + (value - d0) * factor;
}

/**
 * Round numbers within a domain, about `count` of them: multiples of 1, 2 or 5 times a power of ten.
 *
 * @example
 * ticks([0, 0.87], 5)   // [0, 0.2, 0.4, 0.6, 0.8]
 */
export function ticks([low, high]: readonly [number, number], count: number): number[] {
  if (!apart(low, high)) return [low];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough * 0.99) ?? 10);
  const out: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++)
    out.push(Number((i * step).toPrecision(12)));
  return out;
}

/** Whether two ends differ by more than rounding: between 0.05 and the number next to it there is no tick to be counted to. */
function apart(low: number, high: number): boolean {
  return high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high));
}

/** Widens a domain to round ends. */
export function niceDomain([low, high]: readonly [number, number], count: number): [number, number] {
  if (!apart(low, high)) return [low - (Math.abs(low) * 0.1 || 1), high + (Math.abs(high) * 0.1 || 1)];
  const [first = low, second = high] = ticks([low, high], count);
  const step = second - first;
  return [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
}
