import { inverseSymmetric, solveSymmetric } from '../surveys/solve-symmetric.ts';

/** Where a curve lies nearest to its points. */
export interface CurveFit {
  readonly at: readonly number[];
  /** Standard errors: s²·(JᵀJ)⁻¹, s² the squares over the degrees of freedom. */
  readonly errors: readonly number[];
  /** The sum of squares that is left. */
  readonly squares: number;
}

/**
 * Nonlinear least squares by Levenberg and Marquardt, Jacobian by central differences; nothing where no fit is best.
 *
 * @example fitCurve(([a]) => [1, 2, 3].map((x) => a! * x), [2, 4, 6], [1])?.at // [2]
 */
export function fitCurve(
  curve: (at: readonly number[]) => readonly number[],
  points: readonly number[],
  start: readonly number[],
): CurveFit | undefined {
  let at = [...start];
  let rest = residuals(curve, points, at);
  let damping = 1e-3;
  for (let step = 0; step < 500; step++) {
    const slopes = jacobian(curve, at);
    const gram = product(slopes);
    const downhill = slopes.map((column) => column.reduce((sum, slope, i) => sum + slope * rest.left[i]!, 0));
    const damped = gram.map((row, i) => row.map((each, j) => (i === j ? each * (1 + damping) : each)));
    const move = solveSymmetric(damped, downhill);
    if (!move) return undefined;
    const next = at.map((each, i) => each + move[i]!);
    const reached = residuals(curve, points, next);
    if (!(reached.squares < rest.squares)) {
      // As near as numbers go.
      if (damping > 1e12 || move.every((each, i) => Math.abs(each) <= 1e-13 * Math.abs(at[i]!))) break;
      damping *= 4;
      continue;
    }
    at = next;
    rest = reached;
    damping /= 8;
  }
  const covariance = inverseSymmetric(product(jacobian(curve, at)));
  if (!covariance) return undefined;
  const variance = rest.squares / Math.max(1, points.length - at.length);
  return { at, errors: covariance.map((row, i) => Math.sqrt(variance * row[i]!)), squares: rest.squares };
}

function residuals(
  curve: (at: readonly number[]) => readonly number[],
  points: readonly number[],
  at: readonly number[],
) {
  const fitted = curve(at);
  const left = points.map((point, i) => point - fitted[i]!);
  return { left, squares: left.reduce((sum, each) => sum + each * each, 0) };
}

/** One column a parameter. */
function jacobian(curve: (at: readonly number[]) => readonly number[], at: readonly number[]): number[][] {
  return at.map((value, i) => {
    const h = 6e-6 * (Math.abs(value) || 1); // about the cube root of a number's precision
    const moved = (by: number) => curve(at.map((each, j) => (i === j ? each + by : each)));
    const [above, below] = [moved(h), moved(-h)];
    return above.map((each, row) => (each - below[row]!) / (2 * h));
  });
}

function product(columns: readonly (readonly number[])[]): number[][] {
  return columns.map((a) => columns.map((b) => a.reduce((sum, each, i) => sum + each * b[i]!, 0)));
}
