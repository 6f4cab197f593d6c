/**
 * A quantile of sorted values, linear between neighbours (Hyndman and Fan's seventh, NumPy's `linear`, to the same bits).
 *
 * @param sorted ascending, at least one
 * @param share in [0, 1]
 * @example quantile(Float64Array.of(1, 2, 4), 0.75) // 3
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  const t = at - below;
  return t >= 0.5 ? high - (high - low) * (1 - t) : low + (high - low) * t;
}
