import { metric } from '../contract.ts';
import { meanQuantile, quantileSums } from './quantile-sums.ts';

/** The continuous ranked probability score as the quantiles give it: its integral is taken at their levels (Gneiting and Ranjan 2011). @example metricMeter([metrics.quantileCrps], { levels }).update({ quantiles, targets }) */
export const quantileCrps = metric({
  kind: 'quantileCrps',
  label: 'CRPS, by quantiles',
  about: 'Twice the pinball loss: with many levels the continuous ranked probability score.',
  better: 'lower',
  range: [0, Number.POSITIVE_INFINITY],
  shown: 'figure',
  tally: quantileSums,
  value: meanQuantile('pinball', 2),
});
