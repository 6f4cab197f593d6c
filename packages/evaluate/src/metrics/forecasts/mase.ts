import { metric } from '../contract.ts';
import { forecastSums } from './forecast-sums.ts';

/** The mean absolute scaled error, mean over the series (Hyndman and Koehler 2006). @example metricMeter([metrics.mase]).update({ predictions, targets, scales: histories.map((one) => seasonalScale(one, 24)) }) */
export const mase = metric({
  kind: 'mase',
  label: 'MASE',
  about:
    'Absolute errors by those of the seasonal naive forecast within the history, mean over the series; 1 is as good as that.',
  better: 'lower',
  range: [0, Number.POSITIVE_INFINITY],
  shown: 'figure',
  tally: forecastSums,
  value: ({ sums }) => sums.scaled / sums.series,
});
