import { metric } from '../contract.ts';
import { forecastSums } from './forecast-sums.ts';

/** The symmetric mean absolute percentage error as the M4 competition takes it, as a share: 0.1 is its 10 (Makridakis 2018). @example metricMeter([metrics.forecastSmape]).update({ predictions, targets, scales }) */
export const forecastSmape = metric({
  kind: 'forecastSmape',
  label: 'sMAPE, mean of series',
  about:
    'Absolute errors by the mean of forecast and truth, mean over the horizon and then over the series; 2 at worst.',
  better: 'lower',
  range: [0, 2],
  shown: 'percent',
  tally: forecastSums,
  value: ({ sums }) => sums.symmetric / sums.series,
});
