import type { Tally } from '../contract.ts';
import { argmax } from '../labels/argmax.ts';
import { type BinCounts, CalibrationCounter } from '../probabilities/calibration.ts';

/** How sure the answers were and how often they were right, in bins of certainty. */
export const certaintyBins: Tally<'classes', CalibrationCounter> = {
  of: 'classes',
  begin: ({ bins = 15 }) => new CalibrationCounter(bins),
  add(counter, { probabilities, targets, classes, weights }) {
    const predictions = argmax(probabilities, classes);
    for (let i = 0; i < targets.length; i++) {
      const prediction = predictions[i]!;
      counter.add(probabilities[i * classes + prediction]!, prediction === targets[i], weights?.[i]);
    }
  },
  merge: (counter, other) => counter.merge(other.counts()),
  save: (counter) => counter.counts(),
  load(saved) {
    const counts = saved as BinCounts; // what save gave
    return new CalibrationCounter(counts.count.length).merge(counts);
  },
};
