import { metric } from '../contract.ts';
import { tallyAt } from './at-k.ts';

/** Normalised discounted cumulative gain of the first k items, the relevance itself as gain; mean over the lists (Järvelin and Kekäläinen 2002). @example ndcgAt(5) */
export const ndcgAt = (k: number) =>
  metric({
    kind: `ndcg${k}`,
    label: `NDCG at ${k}`,
    about: `Gains of the first ${k} items, by log2 of their place + 1, over those of the best order; mean over the lists.`,
    better: 'higher',
    range: [0, 1],
    shown: 'figure',
    tally: tallyAt(k),
    value: ({ sums }) => sums.ndcg / sums.lists,
  });

/** As `ndcgAt(10)`. @example metricMeter([metrics.ndcg10]).update({ scores, relevance, sizes }) */
export const ndcg10 = ndcgAt(10);
