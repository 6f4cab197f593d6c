// Bayesian ridge regression: MacKay, "Bayesian Interpolation", Neural Computation 4 (1992); as in scikit-learn 1.9.1
// (sklearn/linear_model/_bayes.py) with its defaults.
import { meanAndVariance } from '../transform/statistics.ts';
import { singularValues } from './singular-values.ts';

const tolerance = 1e-3;
const rounds = 300;
const prior = 1e-6;

/** A linear model: y ≈ intercept + Σ coefficients · x. */
export type Linear = { coefficients: number[]; intercept: number };

/**
 * Fits coefficients and, by the evidence, how much they are shrunk.
 *
 * @param columns the inputs, column by column
 */
export function bayesianRidge(columns: readonly Float64Array[], y: Float64Array): Linear {
  const n = y.length;
  const means = columns.map((column) => column.reduce((sum, value) => sum + value, 0) / n);
  const { mean, variance } = meanAndVariance(y);
  const centred = columns.map((column, c) => column.map((value) => value - means[c]!));
  const target = y.map((value) => value - mean);
  const { squares, right } = singularValues(centred, n);
  // Vᵀ Xᵀ y, once for all rounds.
  const projected = right.map((vector) =>
    vector.reduce((sum, weight, c) => sum + weight * dot(centred[c]!, target), 0),
  );
  let alpha = 1 / (variance + Number.EPSILON);
  let lambda = 1;
  let coefficients = new Float64Array(columns.length);
  const update = () => {
    const next = new Float64Array(columns.length);
    for (const [k, vector] of right.entries()) {
      const weight = projected[k]! / (squares[k]! + lambda / alpha);
      for (let c = 0; c < next.length; c++) next[c]! += vector[c]! * weight;
    }
    return next;
  };
  for (let round = 0; round < rounds; round++) {
    const next = update();
    let error = 0;
    for (let i = 0; i < n; i++) {
      let rest = target[i]!;
      for (let c = 0; c < next.length; c++) rest -= centred[c]![i]! * next[c]!;
      error += rest * rest;
    }
    const gamma = squares.reduce((sum, square) => sum + (alpha * square) / (lambda + alpha * square), 0);
    lambda = (gamma + 2 * prior) / (dot(next, next) + 2 * prior);
    alpha = (n - gamma + 2 * prior) / (error + 2 * prior);
    const moved = next.reduce((sum, value, c) => sum + Math.abs(value - coefficients[c]!), 0);
    coefficients = next;
    if (round > 0 && moved < tolerance) break;
  }
  const final = update();
  const intercept = mean - final.reduce((sum, weight, c) => sum + weight * means[c]!, 0);
  return { coefficients: Array.from(final), intercept };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
