/** A number that SQL reads as the very same double, not as a decimal. @example sqlDouble(0.1) // '1e-1' */
export function sqlDouble(value: number): string {
  return Number.isFinite(value) ? value.toExponential() : `'${value}'::double`;
}

/** The next double below: `x <= nextDown(y)` is `x < y`. */
export function nextDown(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0]! += value > 0 ? -1n : 1n;
  return new Float64Array(bits.buffer)[0]!;
}

/** Edges in order, each once, and the SQL that counts a double's values up to each, those of the edge before left out. */
export function countUpTo(x: string, edges: readonly number[]): { edges: number[]; sql: string } {
  const sorted = [...new Set(edges)].sort((a, b) => a - b);
  return { edges: sorted, sql: `map_values(histogram(${x}, [${sorted.map(sqlDouble).join(', ')}]))` };
}
