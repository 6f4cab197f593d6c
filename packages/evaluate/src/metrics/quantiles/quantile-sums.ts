import { DEFAULT_LEVELS } from '../batches.ts';
import { type Sums, sumsOf } from '../tallies/sums.ts';

const NAMES = ['weight', 'pinball', 'covered', 'width', 'winkler'] as const;

/** What all metrics of quantiles are made of. */
export type QuantileSums = Sums<(typeof NAMES)[number]>;

/** Losses of predicted quantiles, and how the interval between the outermost fits. */
export const quantileSums = sumsOf('quantiles', NAMES, (sums, { quantiles, targets, weights }, options) => {
  const { levels = DEFAULT_LEVELS } = options;
  const count = levels.length;
  const alpha = 1 - (levels[count - 1]! - levels[0]!);
  for (let i = 0; i < targets.length; i++) {
    const [truth, weight] = [targets[i]!, weights?.[i] ?? 1];
    let loss = 0;
    for (let l = 0; l < count; l++) loss += pinballLoss(quantiles[i * count + l]!, truth, levels[l]!);
    const [low, high] = [quantiles[i * count]!, quantiles[i * count + count - 1]!];
    const missed = Math.max(low - truth, truth - high, 0);
    sums.weight += weight;
    sums.pinball += (weight * loss) / count;
    sums.covered += weight * Number(missed === 0);
    sums.width += weight * (high - low);
    sums.winkler += weight * (high - low + (2 / alpha) * missed);
  }
});

/** Koenker and Bassett (1978): above the truth an error costs 1 − level, below it `level`. */
const pinballLoss = (predicted: number, truth: number, level: number): number =>
  truth >= predicted ? level * (truth - predicted) : (1 - level) * (predicted - truth);

/** The mean of one of the sums. */
export const meanQuantile =
  (name: Exclude<(typeof NAMES)[number], 'weight'>, factor = 1) =>
  ({ sums }: QuantileSums): number =>
    (factor * sums[name]) / sums.weight;
