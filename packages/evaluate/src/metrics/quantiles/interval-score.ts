import { metric } from '../contract.ts';
import { meanQuantile, quantileSums } from './quantile-sums.ts';

/** The score of an interval: its width, and a penalty for each truth outside of it (Winkler 1972; Gneiting and Raftery 2007, equation 43). @example metricMeter([metrics.intervalScore], { levels: [0.05, 0.95] }).update({ quantiles, targets }) */
export const intervalScore = metric({
  kind: 'intervalScore',
  label: 'interval score',
  about:
    'Width of the interval between the outermost quantiles, and what the truth lies outside of it times 2 ÷ (1 − its level).',
  better: 'lower',
  range: [0, Number.POSITIVE_INFINITY],
  shown: 'figure',
  tally: quantileSums,
  value: meanQuantile('winkler'),
});
