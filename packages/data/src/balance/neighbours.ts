import { DataError } from '../errors.ts';

/** Points row by row. */
export type Points = { values: Float64Array; width: number };

/**
 * The nearest points of each query, nearest first, by Euclidean distance; of equal distances the first point.
 *
 * @param queries rows of `of`
 * @param among rows of `of`
 * @returns positions in `among`, `count` for each query
 * @throws {DataError} too-few-rows — where there are fewer rows than are asked for
 */
export function nearest(of: Points, queries: Int32Array, among: Int32Array, count: number, what: string): Int32Array {
  if (among.length < count) {
    throw new DataError(
      'too-few-rows',
      `${what} needs ${count} rows to find ${count - 1} neighbours, and there are ${among.length}`,
      {
        hint: 'Ask for fewer neighbours, or leave the class out',
      },
    );
  }
  const { values, width } = of;
  const out = new Int32Array(queries.length * count);
  const best = new Float64Array(count);
  for (const [q, query] of queries.entries()) {
    best.fill(Number.POSITIVE_INFINITY);
    const base = q * count;
    const from = query * width;
    for (let candidate = 0; candidate < among.length; candidate++) {
      const to = among[candidate]! * width;
      const limit = best[count - 1]!;
      let square = 0;
      for (let c = 0; c < width && square < limit; c++) square += (values[from + c]! - values[to + c]!) ** 2;
      if (square >= limit) continue;
      let at = count - 1;
      for (; at > 0 && best[at - 1]! > square; at--) {
        best[at] = best[at - 1]!;
        out[base + at] = out[base + at - 1]!;
      }
      best[at] = square;
      out[base + at] = candidate;
    }
  }
  return out;
}

/** The nearest points without the first, which is the query itself, `count` for each query. */
export function neighboursOf(
  of: Points,
  queries: Int32Array,
  among: Int32Array,
  count: number,
  what: string,
): Int32Array {
  const found = nearest(of, queries, among, count + 1, what);
  return Int32Array.from(
    { length: queries.length * count },
    (_, i) => found[Math.floor(i / count) * (count + 1) + 1 + (i % count)]!,
  );
}
