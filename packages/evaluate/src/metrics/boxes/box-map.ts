import { metric } from '../contract.ts';
import { averagePrecisions, foundBoxes, meanOfClasses } from './found-boxes.ts';
import { OVERLAPS } from './match-boxes.ts';

/**
 * Mean average precision of boxes as COCO defines it: over the classes, and over overlaps of 0.50, 0.55 … 0.95.
 * @example metricMeter([metrics.boxMap], { classes: 3 }).update({ pictures }).values().boxMap
 */
export const boxMap = metric({
  kind: 'boxMap',
  label: 'mAP, overlap 0.5 to 0.95',
  about: "Average precision of boxes over the classes and ten overlaps from 0.5 to 0.95, by COCO's definition.",
  better: 'higher',
  range: [0, 1],
  shown: 'percent',
  tally: foundBoxes,
  value: (state): number =>
    OVERLAPS.reduce((sum, overlap) => sum + meanOfClasses(averagePrecisions(state, overlap)), 0) / OVERLAPS.length,
});
