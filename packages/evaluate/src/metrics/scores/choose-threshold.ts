import { EvaluateError } from '../../errors.ts';
import type { Numbers } from '../check.ts';
import { type CountsAtThresholds, countsAtThresholds } from './thresholds.ts';

/** What a threshold is to do: the best F1, so much precision or recall at least, or the least cost of mistakes. */
export type ThresholdAim =
  | 'f1'
  | { precision: number }
  | { recall: number }
  | { falsePositive: number; falseNegative: number };

/** A threshold, from which score on the answer is yes, and what it gives. */
export interface ChosenThreshold {
  threshold: number;
  precision: number;
  recall: number;
  f1: number;
}

/**
 * Chooses from which score on the answer is yes. Choose on validation and measure on test: on the examples that it was chosen
 * on, a threshold looks better than it is.
 *
 * @param scores (N) higher means more likely positive
 * @param labels (N) of 0 and 1
 * @returns undefined where no threshold does, or there is no positive example
 * @throws {EvaluateError} lengths-differ, empty, not-finite, label-not-binary, option-invalid — where there are not as many of each, there is none, a value is NaN or infinite, a label is neither 0 nor 1, or an option makes no sense
 * @example
 * chooseThreshold([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1], { precision: 1 })   // { threshold: 0.8, precision: 1, recall: 0.5, … }
 */
export function chooseThreshold(
  scores: Numbers,
  labels: Numbers,
  aim: ThresholdAim = 'f1',
): ChosenThreshold | undefined {
  return chooseFromCounts(countsAtThresholds(scores, labels), aim);
}

export function chooseFromCounts(counts: CountsAtThresholds, aim: ThresholdAim): ChosenThreshold | undefined {
  const positives = counts.truePositives.at(-1)!; // every label is one of a score
  if (positives === 0) return undefined;
  const worth = worthOf(aim, positives);
  let best: number | undefined;
  let most = -Infinity;
  for (let i = 0; i < counts.thresholds.length; i++) {
    const value = worth(counts.truePositives[i]!, counts.falsePositives[i]!);
    if (value > most) [best, most] = [i, value];
  }
  if (best === undefined) return undefined;
  const [tp, fp] = [counts.truePositives[best]!, counts.falsePositives[best]!];
  const threshold = counts.thresholds[best]!;
  return { threshold, precision: tp / (tp + fp), recall: tp / positives, f1: (2 * tp) / (tp + fp + positives) };
}

/** What a threshold is worth to an aim, by its true and false positives; −Infinity where it doesn't do. */
function worthOf(aim: ThresholdAim, positives: number): (tp: number, fp: number) => number {
  if (aim === 'f1') return (tp, fp) => (2 * tp) / (tp + fp + positives);
  if ('precision' in aim) {
    const least = share(aim.precision, 'precision');
    return (tp, fp) => (tp / (tp + fp) >= least ? tp : -Infinity);
  }
  if ('recall' in aim) {
    const least = share(aim.recall, 'recall');
    return (tp, fp) => (tp / positives >= least ? tp / (tp + fp) : -Infinity);
  }
  const { falsePositive, falseNegative } = aim;
  if (!(falsePositive >= 0 && falseNegative >= 0)) {
    throw new EvaluateError(
      'option-invalid',
      `Expected costs of at least 0, received ${falsePositive} and ${falseNegative}.`,
    );
  }
  return (tp, fp) => -(falsePositive * fp + falseNegative * (positives - tp));
}

function share(value: number, name: string): number {
  if (value >= 0 && value <= 1) return value;
  throw new EvaluateError('option-invalid', `${name}: expected a share from 0 to 1, received ${value}.`, {
    fields: { [name]: value },
  });
}
