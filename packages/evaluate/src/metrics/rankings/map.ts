import { metric } from '../contract.ts';
import { tallyAt } from './at-k.ts';

/** Mean average precision of the first k items, over the lesser of k and how many are relevant. @example mapAt(5) */
export const mapAt = (k: number) =>
  metric({
    kind: `map${k}`,
    label: `MAP at ${k}`,
    about: `Precision at each relevant one of the first ${k} items, by how many there could be; mean over the lists.`,
    better: 'higher',
    range: [0, 1],
    shown: 'figure',
    tally: tallyAt(k),
    value: ({ sums }) => sums.precision / sums.lists,
  });

/** As `mapAt(10)`. @example metricMeter([metrics.map10]).update({ scores, relevance, sizes }) */
export const map10 = mapAt(10);
