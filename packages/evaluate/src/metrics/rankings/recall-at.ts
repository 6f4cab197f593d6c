import { metric } from '../contract.ts';
import { tallyAt } from './at-k.ts';

/** The share of relevant items that are among the first k; mean over the lists. @example rankedRecallAt(5) */
export const rankedRecallAt = (k: number) =>
  metric({
    kind: `rankedRecall${k}`,
    label: `recall at ${k}`,
    about: `How many of the relevant items are among the first ${k}; mean over the lists.`,
    better: 'higher',
    range: [0, 1],
    shown: 'figure',
    tally: tallyAt(k),
    value: ({ sums }) => sums.recall / sums.lists,
  });

/** As `rankedRecallAt(10)`. @example metricMeter([metrics.rankedRecall10]).update({ scores, relevance, sizes }) */
export const rankedRecall10 = rankedRecallAt(10);
