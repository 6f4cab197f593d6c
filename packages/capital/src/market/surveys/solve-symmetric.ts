/** x of a·x = b for a symmetric positive definite matrix, by Cholesky's factors; undefined when it is not that. */
export function solveSymmetric(a: readonly (readonly number[])[], b: readonly number[]): number[] | undefined {
  const factor = cholesky(a);
  if (!factor) return undefined;
  const y: number[] = [];
  for (let i = 0; i < b.length; i++)
    y.push((b[i]! - y.reduce((sum, each, j) => sum + factor[i]![j]! * each, 0)) / factor[i]![i]!);
  const x = new Array<number>(b.length).fill(0);
  for (let i = b.length - 1; i >= 0; i--) {
    let rest = y[i]!;
    for (let j = i + 1; j < b.length; j++) rest -= factor[j]![i]! * x[j]!;
    x[i] = rest / factor[i]![i]!;
  }
  return x;
}

/** The inverse of a symmetric positive definite matrix; undefined when it is not that. */
export function inverseSymmetric(a: readonly (readonly number[])[]): number[][] | undefined {
  const columns = a.map((_, i) =>
    solveSymmetric(
      a,
      a.map((_, j) => (i === j ? 1 : 0)),
    ),
  );
  return columns.every((column) => column !== undefined) ? columns : undefined;
}

function cholesky(a: readonly (readonly number[])[]): number[][] | undefined {
  const factor: number[][] = a.map(() => []);
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j <= i; j++) {
      let rest = a[i]![j]!;
      for (let k = 0; k < j; k++) rest -= factor[i]![k]! * factor[j]![k]!;
      if (i === j && !(rest > 1e-12 * Math.abs(a[i]![i]!))) return undefined;
      factor[i]![j] = i === j ? Math.sqrt(rest) : rest / factor[j]![j]!;
    }
  return factor;
}
