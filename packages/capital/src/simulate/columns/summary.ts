/** What a column of draws says, and how far the draws may be off. */
export interface Summary {
  readonly mean: number;
  readonly p05: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
  /** Standard error of the mean, at most: a Latin hypercube does better. */
  readonly meanError: number;
  /** Standard error of the median: half the distance of the quantiles at 0.5 ± √(0.25/n). */
  readonly medianError: number;
}

/** Mean and quantiles of a column with their convergence errors. @example summarise(monthOf(simulation, 'cash', 11)).p50 */
export function summarise(column: Float64Array): Summary {
  const n = column.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += column[i]!;
  mean /= n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (column[i]! - mean) ** 2;
  const sorted = column.toSorted();
  const step = Math.sqrt(0.25 / n);
  return {
    mean,
    p05: sortedQuantile(sorted, 0.05),
    p25: sortedQuantile(sorted, 0.25),
    p50: sortedQuantile(sorted, 0.5),
    p75: sortedQuantile(sorted, 0.75),
    p95: sortedQuantile(sorted, 0.95),
    meanError: Math.sqrt(squares / Math.max(1, n - 1) / n),
    medianError: (sortedQuantile(sorted, 0.5 + step) - sortedQuantile(sorted, 0.5 - step)) / 2,
  };
}

/** The p-quantile of a sorted column, linear between neighbours. @example sortedQuantile(Float64Array.of(1, 2, 3), 0.5) // 2 */
export function sortedQuantile(sorted: Float64Array, p: number): number {
  const at = Math.min(Math.max(p, 0), 1) * (sorted.length - 1);
  const i = Math.floor(at);
  const low = sorted[i]!;
  return i + 1 < sorted.length ? low + (at - i) * (sorted[i + 1]! - low) : low;
}
