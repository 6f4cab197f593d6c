import { metric } from '../contract.ts';
import { forecastSums } from './forecast-sums.ts';

/**
 * The overall weighted average of the M4 competition: MASE and sMAPE, each by that of the benchmark (there Naive 2), and the mean
 * of both; 1 is as good as the benchmark. Not defined without one.
 *
 * @example metricMeter([metrics.owa]).update({ predictions, targets, scales, benchmark: naive2 })
 */
export const owa = metric({
  kind: 'owa',
  label: 'OWA',
  about: 'MASE and sMAPE, each by that of the benchmark, and the mean of both; 1 is as good as the benchmark.',
  better: 'lower',
  range: [0, Number.POSITIVE_INFINITY],
  shown: 'figure',
  tally: forecastSums,
  value({ sums }) {
    if (sums.benchmarks !== sums.series) return Number.NaN;
    return (sums.scaled / sums.benchmarkScaled + sums.symmetric / sums.benchmarkSymmetric) / 2;
  },
});
