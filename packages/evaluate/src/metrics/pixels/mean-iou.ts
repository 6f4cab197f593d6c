import { metric } from '../contract.ts';
import { meanOverAreas, pixelCounts } from './pixel-counts.ts';

/**
 * Intersection over union (Jaccard) of each class over all pixels, mean over the classes that occur (Everingham et al., 2010).
 * @example metricMeter([metrics.meanIou], { classes: 2 }).update({ predictions, targets }).values().meanIou
 */
export const meanIou = metric({
  kind: 'meanIou',
  label: 'IoU, mean',
  about: 'Pixels of a class that are right, over those that are true or predicted; mean over the classes that occur.',
  better: 'higher',
  range: [0, 1],
  shown: 'percent',
  tally: pixelCounts,
  value: (counts): number =>
    meanOverAreas(counts, ({ right, truth, predicted }) => right / (truth + predicted - right)),
});
