import { metric } from '../contract.ts';
import { confusionCounts } from '../tallies/confusion.ts';
import type { ConfusionMatrix } from './confusion-matrix.ts';
import { precisionRecallF1 } from './precision-recall-f1.ts';

/** How often a class is right where it is named, mean over the classes. @example metrics.macroPrecision([[8, 2], [1, 9]]) */
export const macroPrecision = metric({
  kind: 'macroPrecision',
  label: 'precision, mean',
  about: 'How often a class is right where it is named, mean over the classes.',
  better: 'higher',
  range: [0, 1],
  shown: 'percent',
  tally: confusionCounts,
  value: (counts: ConfusionMatrix): number => precisionRecallF1(counts).macro.precision,
});
