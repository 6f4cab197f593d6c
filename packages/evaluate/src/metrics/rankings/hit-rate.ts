import { metric } from '../contract.ts';
import { tallyAt } from './at-k.ts';

/** The share of lists with a relevant item among the first k. @example hitRateAt(5) */
export const hitRateAt = (k: number) =>
  metric({
    kind: `hitRate${k}`,
    label: `hit rate at ${k}`,
    about: `How many lists have a relevant one among their first ${k} items.`,
    better: 'higher',
    range: [0, 1],
    shown: 'figure',
    tally: tallyAt(k),
    value: ({ sums }) => sums.hits / sums.lists,
  });

/** As `hitRateAt(10)`. @example metricMeter([metrics.hitRate10]).update({ scores, relevance, sizes }) */
export const hitRate10 = hitRateAt(10);
