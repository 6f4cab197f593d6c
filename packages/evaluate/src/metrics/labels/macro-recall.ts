import { metric } from '../contract.ts';
import { confusionCounts } from '../tallies/confusion.ts';
import type { ConfusionMatrix } from './confusion-matrix.ts';
import { precisionRecallF1 } from './precision-recall-f1.ts';

/** How much of a class is found, mean over the classes. @example metrics.macroRecall([[8, 2], [1, 9]]) */
export const macroRecall = metric({
  kind: 'macroRecall',
  label: 'recall, mean',
  about: 'How much of a class is found, mean over the classes.',
  better: 'higher',
  range: [0, 1],
  shown: 'percent',
  tally: confusionCounts,
  value: (counts: ConfusionMatrix): number => precisionRecallF1(counts).macro.recall,
});
