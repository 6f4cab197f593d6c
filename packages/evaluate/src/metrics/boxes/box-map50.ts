import { metric } from '../contract.ts';
import { averagePrecisions, foundBoxes, meanOfClasses } from './found-boxes.ts';

/** Mean average precision of boxes that overlap by half at least. @example metricMeter([metrics.boxMap50], { classes: 3 }) */
export const boxMap50 = metric({
  kind: 'boxMap50',
  label: 'mAP, overlap 0.5',
  about:
    "Average precision of boxes that overlap a true one by half at least, mean over the classes, by COCO's definition.",
  better: 'higher',
  range: [0, 1],
  shown: 'percent',
  tally: foundBoxes,
  value: (state): number => meanOfClasses(averagePrecisions(state, 0.5)),
});
