import { CapitalError } from '../../errors.ts';
import { solveSymmetric } from './solve-symmetric.ts';

/**
 * Ordinary least squares: coefficients of y on x.
 *
 * @throws {CapitalError} bad-input — when columns of x depend on each other
 */
export function leastSquares(rows: readonly { x: readonly number[]; y: number }[]): {
  coefficients: number[];
  rSquared: number;
} {
  const width = rows[0]?.x.length ?? 0;
  const gram = Array.from({ length: width }, (_, i) =>
    Array.from({ length: width }, (_, j) => rows.reduce((sum, { x }) => sum + x[i]! * x[j]!, 0)),
  );
  const right = Array.from({ length: width }, (_, i) => rows.reduce((sum, { x, y }) => sum + x[i]! * y, 0));
  const coefficients = solveSymmetric(gram, right);
  if (!coefficients)
    throw new CapitalError(
      'bad-input',
      'The columns depend on each other, so that no single fit is best. Give rows that differ in each.',
    );
  const mean = rows.reduce((sum, { y }) => sum + y, 0) / rows.length;
  const total = rows.reduce((sum, { y }) => sum + (y - mean) ** 2, 0);
  const rest = rows.reduce(
    (sum, { x, y }) => sum + (y - x.reduce((fit, each, i) => fit + each * coefficients[i]!, 0)) ** 2,
    0,
  );
  return { coefficients, rSquared: total > 0 ? 1 - rest / total : 1 };
}
