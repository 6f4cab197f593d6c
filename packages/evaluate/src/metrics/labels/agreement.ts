import { EvaluateError } from '../../errors.ts';
import { type ConfusionMatrix, marginals } from './confusion-matrix.ts';

/**
 * The Matthews correlation of prediction and truth, from −1 to 1, for any number of classes (Gorodkin 2004); 0 where one of them
 * never varies.
 *
 * @example
 * matthews([[90, 10], [5, 5]])
 */
export function matthews(confusion: ConfusionMatrix): number {
  const { truth, predicted, right, total } = marginals(confusion);
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const correct = right.reduce((sum, n) => sum + n, 0);
  const covariance = correct * total - dot(truth, predicted);
  const variances = (total ** 2 - dot(predicted, predicted)) * (total ** 2 - dot(truth, truth));
  return variances === 0 ? 0 : covariance / Math.sqrt(variances);
}

/**
 * Cohen's kappa: agreement beyond what chance gives, 1 at best; `weights` makes far classes count more where classes are ordered.
 * NaN where both sides know one and the same class only.
 *
 * @example
 * cohenKappa(confusion, { weights: 'quadratic' })
 */
export function cohenKappa(
  confusion: ConfusionMatrix,
  { weights = 'none' }: { weights?: 'none' | 'linear' | 'quadratic' } = {},
): number {
  const { truth, predicted, total } = marginals(confusion);
  const distance = {
    none: (i: number, j: number) => (i === j ? 0 : 1),
    linear: (i: number, j: number) => Math.abs(i - j),
    quadratic: (i: number, j: number) => (i - j) ** 2,
  }[weights];
  if (distance === undefined)
    throw new EvaluateError(
      'option-invalid',
      `weights: expected 'none', 'linear' or 'quadratic', received ${String(weights)}.`,
    );
  let observed = 0;
  let expected = 0;
  for (const [i, row] of confusion.entries()) {
    for (const [j, n] of row.entries()) {
      observed += distance(i, j) * n;
      expected += (distance(i, j) * truth[i]! * predicted[j]!) / total;
    }
  }
  return expected === 0 ? Number.NaN : 1 - observed / expected;
}
