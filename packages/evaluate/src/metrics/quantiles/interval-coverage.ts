import { metric } from '../contract.ts';
import { meanQuantile, quantileSums } from './quantile-sums.ts';

/** How often the truth lies between the outermost quantiles, ends included. @example metricMeter([metrics.intervalCoverage], { levels: [0.05, 0.95] }).update({ quantiles, targets }) // 0.9 is right */
export const intervalCoverage = metric({
  kind: 'intervalCoverage',
  label: 'coverage of the interval',
  about: 'How often the truth lies between the outermost quantiles; right is the distance of their levels.',
  better: 'higher',
  range: [0, 1],
  shown: 'percent',
  tally: quantileSums,
  value: meanQuantile('covered'),
});
