// Bayesian ridge regression: MacKay, "Bayesian Interpolation", Neural Computation 4 (1992); as in scikit-learn 1.9.1
// (sklearn/linear_model/_bayes.py) with its defaults.
import { singularValues } from './singular-values.ts';
import { dot } from './triangle.ts';

const tolerance = 1e-3;
const rounds = 300;
const prior = 1e-6;

/**
 * Coefficients of the centred inputs, and by the evidence how much they are shrunk.
 *
 * @param triangle R of QR = [X y], X and y less their means; column by column
 * @param n rows of X
 */
export function bayesianRidge(triangle: readonly Float64Array[], n: number): Float64Array {
  const p = triangle.length - 1;
  const inputs = triangle.slice(0, p);
  const target = triangle[p]!; // lengths and angles are those of y
  const { squares, right } = singularValues(inputs);
  const along = Float64Array.from(inputs, (column) => dot(column, target)); // Xᵀ y
  const projected = right.map((vector) => dot(vector, along)); // Vᵀ Xᵀ y
  let alpha = 1 / (dot(target, target) / n + Number.EPSILON);
  let lambda = 1;
  const update = () => {
    const next = new Float64Array(p);
    for (const [k, vector] of right.entries()) {
      const weight = projected[k]! / (squares[k]! + lambda / alpha);
      for (let c = 0; c < p; c++) next[c]! += vector[c]! * weight;
    }
    return next;
  };
  let coefficients = new Float64Array(p);
  for (let round = 0; round < rounds; round++) {
    const next = update();
    const rest = target.slice();
    for (const [c, column] of inputs.entries()) {
      for (let i = 0; i < rest.length; i++) rest[i]! -= next[c]! * column[i]!;
    }
    const gamma = squares.reduce((sum, square) => sum + (alpha * square) / (lambda + alpha * square), 0);
    lambda = (gamma + 2 * prior) / (dot(next, next) + 2 * prior);
    alpha = (n - gamma + 2 * prior) / (dot(rest, rest) + 2 * prior);
    const moved = next.reduce((sum, value, c) => sum + Math.abs(value - coefficients[c]!), 0);
    coefficients = next;
    if (round > 0 && moved < tolerance) break;
  }
  return update();
}
