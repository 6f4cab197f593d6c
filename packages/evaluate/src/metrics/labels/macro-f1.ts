import { metric } from '../contract.ts';
import { confusionCounts } from '../tallies/confusion.ts';
import type { ConfusionMatrix } from './confusion-matrix.ts';
import { precisionRecallF1 } from './precision-recall-f1.ts';

/** Precision and recall joined, mean over the classes. @example metrics.macroF1([[8, 2], [1, 9]]) */
export const macroF1 = metric({
  kind: 'macroF1',
  label: 'F1, mean',
  about: 'Precision and recall joined, mean over the classes.',
  better: 'higher',
  range: [0, 1],
  shown: 'percent',
  tally: confusionCounts,
  value: (counts: ConfusionMatrix): number => precisionRecallF1(counts).macro.f1,
});
