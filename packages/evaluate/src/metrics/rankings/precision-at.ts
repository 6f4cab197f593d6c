import { metric } from '../contract.ts';
import { tallyAt } from './at-k.ts';

/**
 * The share of the first k items that are relevant; mean over the lists. Where fewer are relevant it can't come to 1.
 *
 * @example metricMeter([rankedPrecisionAt(5)]).update({ scores, relevance, sizes })
 */
export const rankedPrecisionAt = (k: number) =>
  metric({
    kind: `rankedPrecision${k}`,
    label: `precision at ${k}`,
    about: `How many of the first ${k} items are relevant; mean over the lists.`,
    better: 'higher',
    range: [0, 1],
    shown: 'figure',
    tally: tallyAt(k),
    value: ({ sums }) => sums.found / (k * sums.lists),
  });
