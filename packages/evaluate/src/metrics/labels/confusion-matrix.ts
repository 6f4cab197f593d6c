import { checkSameLength, checkTargets, type Numbers } from '../check.ts';

/** Counts of examples: `confusion[truth][prediction]`. */
export type ConfusionMatrix = readonly (readonly number[])[];

/**
 * Counts how often each class was taken for which; rows are the truth, columns the prediction.
 *
 * @param predictions (N) class indices
 * @param targets (N) class indices
 * @throws {EvaluateError} lengths-differ, empty, target-out-of-range — where there are not as many of each, there is none, or a target is no class
 * @example
 * confusionMatrix([0, 1, 1], [0, 1, 0], 2)   // [[1, 1], [0, 1]]
 */
export function confusionMatrix(predictions: Numbers, targets: Numbers, classes: number): number[][] {
  checkSameLength(predictions, targets, ['predictions', 'targets']);
  checkTargets(targets, classes);
  checkTargets(predictions, classes, 'predictions');
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < targets.length; i++) matrix[targets[i]!]![predictions[i]!]!++;
  return matrix;
}

/** Row sums (how often each class is the truth), column sums (how often it is predicted), diagonal and total. */
export function marginals(confusion: ConfusionMatrix) {
  const truth = confusion.map((row) => row.reduce((sum, n) => sum + n, 0));
  const predicted = confusion.map((_, c) => confusion.reduce((sum, row) => sum + row[c]!, 0));
  const right = confusion.map((row, c) => row[c]!);
  return { truth, predicted, right, total: truth.reduce((sum, n) => sum + n, 0) };
}
