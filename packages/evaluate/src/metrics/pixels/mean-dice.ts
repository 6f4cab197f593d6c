import { metric } from '../contract.ts';
import { meanOverAreas, pixelCounts } from './pixel-counts.ts';

/**
 * Dice's coefficient (the F1 of pixels) of each class over all pixels, mean over the classes that occur.
 * @example metricMeter([metrics.meanDice], { classes: 2 }).update({ predictions, targets }).values().meanDice
 */
export const meanDice = metric({
  kind: 'meanDice',
  label: 'Dice, mean',
  about:
    'Twice the pixels of a class that are right, over those that are true and those predicted; mean over the classes.',
  better: 'higher',
  range: [0, 1],
  shown: 'percent',
  tally: pixelCounts,
  value: (counts): number => meanOverAreas(counts, ({ right, truth, predicted }) => (2 * right) / (truth + predicted)),
});
