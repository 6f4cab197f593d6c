import { EvaluateError } from '../../errors.ts';
import { checkFinite, checkSameLength, checkTargets, type Numbers } from '../check.ts';

/**
 * The share of examples whose class is among the k with the highest scores. Of equal scores the later class goes first
 * (scikit-learn's rule).
 *
 * @param scores (N × classes), row by row: probabilities or logits
 * @param targets (N)
 * @throws {EvaluateError} lengths-differ, empty, not-finite, target-out-of-range, option-invalid — where there are not as many of each, there is none, a value is NaN or infinite, a target is no class, or an option makes no sense
 * @example
 * topKAccuracy(probabilities, targets, 1000, 5)
 */
export function topKAccuracy(scores: Numbers, targets: Numbers, classes: number, k: number): number {
  checkTargets(targets, classes);
  checkSameLength({ length: scores.length / classes }, targets, ['rows of scores', 'targets']);
  checkFinite(scores, 'scores');
  let hits = 0;
  for (let row = 0; row < targets.length; row++)
    hits += Number(inTopK(scores, row * classes, classes, targets[row]!, k));
  return hits / targets.length;
}

/** Whether class `target` is among the k best of the row that begins at `from`. */
export function inTopK(scores: Numbers, from: number, classes: number, target: number, k: number): boolean {
  if (!Number.isSafeInteger(k) || k < 1)
    throw new EvaluateError('option-invalid', `k: expected a whole number from 1, received ${k}.`, { fields: { k } });
  const own = scores[from + target]!;
  let before = 0;
  for (let c = 0; c < classes; c++) {
    const other = scores[from + c]!;
    if (other > own || (other === own && c > target)) before++;
  }
  return before < k;
}
