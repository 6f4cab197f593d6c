// One-sided Jacobi: Hestenes, "Inversion of Matrices by Biorthogonalization", J. SIAM 6 (1958). It finds small singular
// values to full relative precision, which the eigenvalues of XᵀX do not have. A QR step first makes it p × p.

/**
 * The squared singular values of a matrix and its right singular vectors.
 *
 * @param columns of the matrix, each of `rows` values
 */
export function singularValues(
  columns: readonly Float64Array[],
  rows: number,
): { squares: Float64Array; right: Float64Array[] } {
  const p = columns.length;
  const work = triangle(columns, rows);
  const right = Array.from({ length: p }, (_, c) => Float64Array.from({ length: p }, (__, i) => (i === c ? 1 : 0)));
  for (let sweep = 0; sweep < 60; sweep++) {
    let isDone = true;
    for (let a = 0; a < p - 1; a++) {
      for (let b = a + 1; b < p; b++) {
        const x = work[a]!;
        const y = work[b]!;
        let xx = 0;
        let yy = 0;
        let xy = 0;
        for (let i = 0; i < x.length; i++) {
          xx += x[i]! * x[i]!;
          yy += y[i]! * y[i]!;
          xy += x[i]! * y[i]!;
        }
        if (Math.abs(xy) <= 1e-16 * Math.sqrt(xx * yy)) continue;
        isDone = false;
        const zeta = (yy - xx) / (2 * xy);
        const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        const cosine = 1 / Math.hypot(1, t);
        turn(x, y, cosine, cosine * t);
        turn(right[a]!, right[b]!, cosine, cosine * t);
      }
    }
    if (isDone) break;
  }
  const squares = Float64Array.from(work, (column) => column.reduce((sum, value) => sum + value * value, 0));
  return { squares, right };
}

function turn(x: Float64Array, y: Float64Array, cosine: number, sine: number): void {
  for (let i = 0; i < x.length; i++) {
    const kept = x[i]!;
    x[i] = cosine * kept - sine * y[i]!;
    y[i] = sine * kept + cosine * y[i]!;
  }
}

/** R of X = QR, column by column, by Householder's reflections. */
function triangle(columns: readonly Float64Array[], rows: number): Float64Array[] {
  const p = columns.length;
  const x = columns.map((column) => column.slice());
  for (let k = 0; k < Math.min(p, rows - 1); k++) {
    const column = x[k]!;
    let length = 0;
    for (let i = k; i < rows; i++) length += column[i]! * column[i]!;
    length = Math.sqrt(length);
    if (length === 0) continue;
    const v = column.slice(k);
    v[0]! += v[0]! >= 0 ? length : -length;
    const square = v.reduce((sum, value) => sum + value * value, 0);
    for (let c = k; c < p; c++) {
      const other = x[c]!;
      let along = 0;
      for (let i = 0; i < v.length; i++) along += v[i]! * other[k + i]!;
      const factor = (2 * along) / square;
      for (let i = 0; i < v.length; i++) other[k + i]! -= factor * v[i]!;
    }
  }
  const height = Math.min(p, rows);
  return x.map((column, c) => Float64Array.from({ length: height }, (_, i) => (i <= c ? column[i]! : 0)));
}
