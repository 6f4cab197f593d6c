import { metric } from '../contract.ts';
import { sumsOf } from '../tallies/sums.ts';

const NAMES = ['weight', 'score'] as const;

/**
 * The continuous ranked probability score of draws, E|X − y| − E|X − X′| ÷ 2 over all pairs of draws (Gneiting and Raftery 2007,
 * equation 20); of one draw the absolute error.
 *
 * @example metricMeter([metrics.crps]).update({ draws: [1, 2, 3, 2, 2, 2], targets: [2, 4] }).values().crps
 */
export const crps = metric({
  kind: 'crps',
  label: 'CRPS',
  about: 'How far predicted distributions, known by draws, are from the truth; in the unit of the target.',
  better: 'lower',
  range: [0, Number.POSITIVE_INFINITY],
  shown: 'figure',
  tally: sumsOf('draws', NAMES, (sums, { draws, targets, weights }) => {
    const count = draws.length / targets.length;
    for (let i = 0; i < targets.length; i++) {
      const own = Float64Array.from({ length: count }, (_, k) => draws[i * count + k]!).sort();
      let [off, apart] = [0, 0];
      for (let k = 0; k < count; k++) {
        off += Math.abs(own[k]! - targets[i]!);
        apart += (2 * k + 1 - count) * own[k]!; // of sorted draws: the sum of all |X − X′| is twice this
      }
      const weight = weights?.[i] ?? 1;
      sums.weight += weight;
      sums.score += weight * (off / count - apart / count ** 2);
    }
  }),
  value: ({ sums }) => sums.score / sums.weight,
});
