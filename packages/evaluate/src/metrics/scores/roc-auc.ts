import { checkProbabilities, type Numbers } from '../check.ts';
import { auc, rocCurve } from './roc-curve.ts';

/**
 * The area under the ROC curve: how probable it is that a positive scores above a negative, ties counting half. NaN when only one
 * class is there.
 *
 * @param scores (N)
 * @param labels (N) of 0 and 1
 * @throws {EvaluateError} lengths-differ, empty, not-finite, label-not-binary — where there are not as many of each, there is none, a value is NaN or infinite, or a label is neither 0 nor 1
 * @example
 * rocAuc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])   // 0.75
 */
export function rocAuc(scores: Numbers, labels: Numbers): number {
  const { fpr, tpr } = rocCurve(scores, labels);
  return auc(fpr, tpr);
}

export interface MulticlassAuc {
  /** Each class against the rest; NaN for a class that never, or always, occurs. */
  perClass: number[];
  /** The plain mean over the classes that have one, and the mean weighted by how often they occur. */
  macro: number;
  weighted: number;
}

/**
 * The area under the ROC curve for several classes, each against the rest.
 *
 * @param probabilities (N × classes), row by row
 * @param targets (N)
 * @throws {EvaluateError} lengths-differ, empty, not-finite, not-probabilities, target-out-of-range — where there are not as many of each, there is none, a value is NaN or infinite, a row does not add up to 1, or a target is no class
 * @example
 * multiclassAuc(probabilities, targets, 10).macro
 */
export function multiclassAuc(probabilities: Numbers, targets: Numbers, classes: number): MulticlassAuc {
  checkProbabilities(probabilities, targets, classes);
  const support = new Array<number>(classes).fill(0);
  for (let i = 0; i < targets.length; i++) support[targets[i]!]!++;
  const perClass = support.map((_, c) => {
    const { scores, labels } = oneVsRest(probabilities, targets, classes, c);
    return rocAuc(scores, labels);
  });
  return { perClass, ...averageDefined(perClass, support) };
}

/** The scores and labels of one class against the rest. */
export function oneVsRest(probabilities: Numbers, targets: Numbers, classes: number, c: number) {
  const scores = new Float64Array(targets.length);
  const labels = new Uint8Array(targets.length);
  for (let i = 0; i < targets.length; i++) {
    scores[i] = probabilities[i * classes + c]!;
    labels[i] = targets[i] === c ? 1 : 0;
  }
  return { scores, labels };
}

/** Plain and weighted mean over the values that are not NaN; NaN when none is left. */
export function averageDefined(
  values: readonly number[],
  weights: readonly number[],
): { macro: number; weighted: number } {
  let [sum, count, weightedSum, weight] = [0, 0, 0, 0];
  for (const [i, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
    weightedSum += value * weights[i]!;
    weight += weights[i]!;
  }
  return { macro: sum / count, weighted: weightedSum / weight };
}
