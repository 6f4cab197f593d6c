import type { Generator } from '../devices/context.ts';
import { TorchError } from '../errors.ts';
import { randperm } from '../tensor/create.ts';
import { type Dataset, Subset } from './dataset.ts';

/**
 * Splits a dataset at random into parts of given lengths, or of fractions that add up to 1; the same as in PyTorch after
 * the same `manualSeed`.
 *
 * @throws {TorchError} value — where the lengths do not add up
 * @example
 * const [train, validation] = randomSplit(dataset, [0.9, 0.1]);
 */
export function randomSplit<T>(
  dataset: Dataset<T>,
  lengths: readonly number[],
  options: { generator?: Generator } = {},
): Subset<T>[] {
  const counts = countsOf(lengths, dataset.length);
  using permutation = randperm(dataset.length, { device: 'cpu', ...options });
  const order = Array.from(permutation.data(), Number);
  let from = 0;
  return counts.map((count) => {
    const indices = order.slice(from, from + count);
    from += count;
    return new Subset(dataset, indices);
  });
}

function countsOf(lengths: readonly number[], total: number): number[] {
  const sum = lengths.reduce((a, b) => a + b, 0);
  if (Math.abs(sum - 1) < 1e-6 && sum !== total) {
    const counts = lengths.map((fraction) => Math.floor(total * fraction));
    const left = total - counts.reduce((a, b) => a + b, 0);
    for (let i = 0; i < left; i++) counts[i % counts.length]!++; // what rounding left goes round
    return counts;
  }
  if (sum !== total || lengths.some((length) => !Number.isInteger(length) || length < 0)) {
    throw new TorchError(
      'value',
      `randomSplit: expected lengths that add up to ${total}, or fractions that add up to 1, received [${lengths.join(', ')}]`,
    );
  }
  return [...lengths];
}
