// The triangle R of X = QR, two ways; column by column.

/**
 * By Householder's reflections: to full precision, for 2np² multiplications.
 *
 * @param columns of X; they are overwritten
 */
export function triangleOf(columns: readonly Float64Array[]): Float64Array[] {
  const p = columns.length;
  const rows = columns[0]?.length ?? 0;
  for (let k = 0; k < Math.min(p, rows - 1); k++) {
    const v = columns[k]!.slice(k);
    const length = Math.sqrt(dot(v, v));
    if (length === 0) continue;
    v[0]! += v[0]! >= 0 ? length : -length;
    const square = dot(v, v);
    for (let c = k; c < p; c++) {
      const other = columns[c]!.subarray(k);
      const factor = (2 * dot(v, other)) / square;
      for (let i = 0; i < v.length; i++) other[i]! -= factor * v[i]!;
    }
  }
  const height = Math.min(p, rows);
  return columns.map((column, c) => Float64Array.from({ length: height }, (_, i) => (i <= c ? column[i]! : 0)));
}

/** A column of which the ones before it leave so small a share unexplained has lost four of sixteen digits in XᵀX. */
const least = 1e-4;

/**
 * By Cholesky's factors of XᵀX. Undefined where that has lost too many digits: where a column but the last is nearly a
 * sum of others, or is small beside what XᵀX was taken from.
 *
 * @param products XᵀX, of which i ≤ c is read as `products[c][i]`
 * @param sizes the squares that were summed for each column, before any were taken off again
 */
export function triangleOfProducts(
  products: readonly Float64Array[],
  sizes: ArrayLike<number>,
): Float64Array[] | undefined {
  const p = products.length;
  const columns = products.map(() => new Float64Array(p));
  for (let c = 0; c < p; c++) {
    const column = columns[c]!;
    for (let i = 0; i <= c; i++) {
      const other = columns[i]!;
      let rest = products[c]![i]!;
      for (let k = 0; k < i; k++) rest -= column[k]! * other[k]!;
      if (i < c) column[i] = rest / other[i]!;
      else if (c === p - 1) column[i] = Math.sqrt(Math.max(0, rest));
      else if (rest > least * sizes[c]!) column[i] = Math.sqrt(rest);
      else return undefined;
    }
  }
  return columns;
}

/** Four sums beside each other, which a processor adds at the same time. */
export function dot(a: Float64Array, b: Float64Array): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const { length } = a;
  const whole = length & ~3;
  for (let i = 0; i < whole; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  for (let i = whole; i < length; i++) s0 += a[i]! * b[i]!;
  return s0 + s1 + (s2 + s3);
}
