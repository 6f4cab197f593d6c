import { EvaluateError } from '../../errors.ts';
import { type ConfusionMatrix, marginals } from './confusion-matrix.ts';

export interface PrecisionRecallF1 {
  precision: number;
  recall: number;
  f1: number;
}

export interface PrecisionRecallF1Report {
  /** One per class; `support` is how often it is the truth. */
  perClass: (PrecisionRecallF1 & { support: number })[];
  /** The plain mean over the classes. */
  macro: PrecisionRecallF1;
  /** The mean weighted by support. */
  weighted: PrecisionRecallF1;
  /** Over all examples together; for single labels all three are the accuracy. */
  micro: PrecisionRecallF1;
}

/**
 * Precision, recall and F1 of each class with their averages. What would divide by zero, such as the precision of a class that
 * is never predicted, is `zeroDivision`; NaN there leaves the class out of the averages (scikit-learn's rule).
 *
 * @example
 * precisionRecallF1([[8, 2], [1, 9]]).macro.f1
 */
export function precisionRecallF1(
  confusion: ConfusionMatrix,
  { zeroDivision = 0 }: { zeroDivision?: 0 | 1 | typeof Number.NaN } = {},
): PrecisionRecallF1Report {
  if (!(zeroDivision === 0 || zeroDivision === 1 || Number.isNaN(zeroDivision)))
    throw new EvaluateError('option-invalid', `zeroDivision: expected 0, 1 or NaN, received ${zeroDivision}.`);
  const { truth, predicted, right, total } = marginals(confusion);
  const divide = (a: number, b: number) => (b === 0 ? zeroDivision : a / b);
  const perClass = right.map((n, c) => ({
    precision: divide(n, predicted[c]!),
    recall: divide(n, truth[c]!),
    f1: divide(2 * n, truth[c]! + predicted[c]!),
    support: truth[c]!,
  }));
  const correct = right.reduce((sum, n) => sum + n, 0);
  const share = divide(correct, total);
  const average = (weight: (c: number) => number): PrecisionRecallF1 => {
    const mean = (metric: keyof PrecisionRecallF1) => {
      const defined = perClass.flatMap((row, c) =>
        Number.isNaN(row[metric]) ? [] : [[row[metric], weight(c)] as const],
      );
      const weights = defined.reduce((sum, [, w]) => sum + w, 0);
      if (weights > 0) return defined.reduce((sum, [value, w]) => sum + value * w, 0) / weights;
      return defined.reduce((sum, [value]) => sum + value, 0) / defined.length;
    };
    return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') };
  };
  return {
    perClass,
    macro: average(() => 1),
    weighted: average((c) => truth[c]!),
    micro: { precision: share, recall: share, f1: share },
  };
}
