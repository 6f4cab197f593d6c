import { metric } from '../contract.ts';
import { tallyAt } from './at-k.ts';

/** Mean reciprocal rank within the first k items. @example mrrAt(5) */
export const mrrAt = (k: number) =>
  metric({
    kind: `mrr${k}`,
    label: `MRR at ${k}`,
    about: `One by the place of the first relevant one of the first ${k} items; mean over the lists.`,
    better: 'higher',
    range: [0, 1],
    shown: 'figure',
    tally: tallyAt(k),
    value: ({ sums }) => sums.reciprocal / sums.lists,
  });

/** As `mrrAt(10)`. @example metricMeter([metrics.mrr10]).update({ scores, relevance, sizes }) */
export const mrr10 = mrrAt(10);
