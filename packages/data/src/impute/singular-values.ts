// One-sided Jacobi: Hestenes, "Inversion of Matrices by Biorthogonalization", J. SIAM 6 (1958). It finds small singular
// values to full relative precision, which the eigenvalues of RᵀR do not have.

/**
 * The squared singular values of a small matrix and its right singular vectors; those of values that are nothing but
 * rounding are zero.
 *
 * @param columns of the matrix
 */
export function singularValues(columns: readonly Float64Array[]): { squares: Float64Array; right: Float64Array[] } {
  const p = columns.length;
  const height = columns[0]?.length ?? 0;
  // Its rows, turned among each other until they are orthogonal, are the vectors times the values.
  const rows = Array.from({ length: height }, (_, r) => Float64Array.from(columns, (column) => column[r]!));
  const squares = Float64Array.from(rows, square);
  const rounding = Number.EPSILON * Math.max(p, height);
  for (let sweep = 0; sweep < 60; sweep++) {
    const nothing = rounding * rounding * Math.max(...squares);
    let isDone = true;
    for (let a = 0; a < height - 1; a++) {
      for (let b = a + 1; b < height; b++) {
        const [xx, yy] = [squares[a]!, squares[b]!];
        if (xx <= nothing || yy <= nothing) continue;
        const [x, y] = [rows[a]!, rows[b]!];
        let xy = 0;
        for (let i = 0; i < p; i++) xy += x[i]! * y[i]!;
        if (Math.abs(xy) <= Number.EPSILON * Math.sqrt(xx * yy)) continue;
        isDone = false;
        const zeta = (yy - xx) / (2 * xy);
        const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const cosine = 1 / Math.sqrt(1 + t * t);
        turn(x, y, cosine, cosine * t);
        squares[a] = square(x);
        squares[b] = square(y);
      }
    }
    if (isDone) break;
  }
  const nothing = rounding * rounding * Math.max(...squares);
  const right = rows.map((row, r) => {
    const scale = squares[r]! > nothing ? 1 / Math.sqrt(squares[r]!) : 0;
    return row.map((value) => value * scale);
  });
  return { squares, right };
}

function square(row: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += row[i]! * row[i]!;
  return sum;
}

function turn(x: Float64Array, y: Float64Array, cosine: number, sine: number): void {
  for (let i = 0; i < x.length; i++) {
    const kept = x[i]!;
    x[i] = cosine * kept - sine * y[i]!;
    y[i] = sine * kept + cosine * y[i]!;
  }
}
