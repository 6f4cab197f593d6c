import { metric } from '../contract.ts';
import { confusionCounts } from '../tallies/confusion.ts';
import type { ConfusionMatrix } from './confusion-matrix.ts';
import { precisionRecallF1 } from './precision-recall-f1.ts';

/** Precision and recall joined, mean over the classes by how often they occur. @example metrics.weightedF1([[8, 2], [1, 9]]) */
export const weightedF1 = metric({
  kind: 'weightedF1',
  label: 'F1, weighted',
  about: 'Precision and recall joined, mean over the classes by how often they occur.',
  better: 'higher',
  range: [0, 1],
  shown: 'percent',
  tally: confusionCounts,
  value: (counts: ConfusionMatrix): number => precisionRecallF1(counts).weighted.f1,
});
