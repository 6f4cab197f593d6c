import { type Sums, sumsOf } from '../tallies/sums.ts';

const NAMES = ['series', 'scaled', 'symmetric', 'benchmarks', 'benchmarkScaled', 'benchmarkSymmetric'] as const;

/** What metrics of forecasts are made of: means over the horizon, summed over the series. */
export type ForecastSums = Sums<(typeof NAMES)[number]>;

/** Scaled and symmetric errors of forecasts, and of the benchmark. */
export const forecastSums = sumsOf(
  'forecasts',
  NAMES,
  (sums, { predictions, targets, scales, benchmark }) => {
    const horizon = targets.length / scales.length;
    for (let s = 0; s < scales.length; s++) {
      const own = errorsOf(predictions, targets, s * horizon, horizon);
      sums.series++;
      sums.scaled += ratio(own.absolute, scales[s]!);
      sums.symmetric += own.symmetric;
      if (benchmark === undefined) continue;
      const its = errorsOf(benchmark, targets, s * horizon, horizon);
      sums.benchmarks++;
      sums.benchmarkScaled += ratio(its.absolute, scales[s]!);
      sums.benchmarkSymmetric += its.symmetric;
    }
  },
  true, // every series counts as much
);

/** Mean absolute and symmetric errors of one series; both zero is no error. */
function errorsOf(predicted: ArrayLike<number>, truth: ArrayLike<number>, from: number, horizon: number) {
  let [absolute, symmetric] = [0, 0];
  for (let i = from; i < from + horizon; i++) {
    const error = Math.abs(predicted[i]! - truth[i]!);
    const size = Math.abs(predicted[i]!) + Math.abs(truth[i]!);
    absolute += error;
    symmetric += size === 0 ? 0 : (2 * error) / size;
  }
  return { absolute: absolute / horizon, symmetric: symmetric / horizon };
}

/** A series that never changes has no scale: hit it is 0, missed it is infinite. */
const ratio = (error: number, scale: number): number => (error === 0 ? 0 : error / scale);
