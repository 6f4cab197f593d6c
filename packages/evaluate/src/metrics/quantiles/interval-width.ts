import { metric } from '../contract.ts';
import { meanQuantile, quantileSums } from './quantile-sums.ts';

/** How far the outermost quantiles are apart. @example metricMeter([metrics.intervalWidth], { levels: [0.05, 0.95] }).update({ quantiles, targets }) */
export const intervalWidth = metric({
  kind: 'intervalWidth',
  label: 'width of the interval',
  about: 'The distance of the outermost quantiles, mean over the examples, in the unit of the target.',
  better: 'lower',
  range: [0, Number.POSITIVE_INFINITY],
  shown: 'figure',
  tally: quantileSums,
  value: meanQuantile('width'),
});
