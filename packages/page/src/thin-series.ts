/** A line for drawing; `low` and `high` are there where several points share one place. */
export interface ThinSeries {
  x: number[];
  y: number[];
  low?: number[];
  high?: number[];
}

/**
 * Brings a long series down to about `places` points: the mean of each stretch, with its lowest and highest value. A stretch
 * without a finite value stays as NaN, so that the line breaks there.
 */
export function thinSeries(x: ArrayLike<number>, y: ArrayLike<number>, places = 140): ThinSeries {
  if (y.length <= places * 1.5) return { x: Array.from(x), y: Array.from(y) };
  const out: Record<'x' | 'y' | 'low' | 'high', number[]> = { x: [], y: [], low: [], high: [] };
  for (let place = 0; place < places; place++) {
    const from = Math.floor((place * y.length) / places);
    const to = Math.floor(((place + 1) * y.length) / places);
    let [sum, n, low, high] = [0, 0, Infinity, -Infinity];
    for (let i = from; i < to; i++) {
      const value = y[i]!;
      if (!Number.isFinite(value)) continue;
      sum += value;
      n++;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    out.x.push((x[from]! + x[to - 1]!) / 2);
    out.y.push(n === 0 ? Number.NaN : sum / n);
    out.low.push(n === 0 ? Number.NaN : low);
    out.high.push(n === 0 ? Number.NaN : high);
  }
  return out;
}
