import { metric } from '../contract.ts';
import { meanQuantile, quantileSums } from './quantile-sums.ts';

/** The pinball loss, mean over the levels (Koenker and Bassett 1978). @example metricMeter([metrics.pinball], { levels: [0.05, 0.5, 0.95] }).update({ quantiles, targets }) */
export const pinball = metric({
  kind: 'pinball',
  label: 'pinball loss',
  about: 'What quantiles are off by, those above the truth and below it weighed by their level; mean over the levels.',
  better: 'lower',
  range: [0, Number.POSITIVE_INFINITY],
  shown: 'figure',
  tally: quantileSums,
  value: meanQuantile('pinball'),
});
