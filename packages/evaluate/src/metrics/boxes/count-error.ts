import type { BoxBatch } from '../batches.ts';
import { metric } from '../contract.ts';
import { sumsOf } from '../tallies/sums.ts';

const counts = sumsOf(
  'boxes',
  ['pictures', 'apart'],
  (sums, { pictures }, { countFrom = 0.5 }) => {
    for (const picture of pictures) {
      sums.pictures++;
      sums.apart += apart(picture, countFrom);
    }
  },
  true,
);

/** How far the counts of a picture are from the true ones, summed over the classes; a crowd is no count. */
function apart({ found, truth }: BoxBatch['pictures'][number], countFrom: number): number {
  const difference = new Map<number, number>();
  const add = (label: number, by: number) => difference.set(label, (difference.get(label) ?? 0) + by);
  for (const { label, score } of found) if (score >= countFrom) add(label, 1);
  for (const { label, isCrowd } of truth) if (!isCrowd) add(label, -1);
  return [...difference.values()].reduce((sum, value) => sum + Math.abs(value), 0);
}

/**
 * By how many things a picture's count is wrong, summed over the classes; boxes with a score from `countFrom` (0.5) are counted.
 * @example metricMeter([metrics.countError], { classes: 3, countFrom: 0.4 })
 */
export const countError = metric({
  kind: 'countError',
  label: 'count error',
  about:
    "How far a picture's counts of things are from the true ones, summed over the classes; mean over the pictures.",
  better: 'lower',
  range: [0, Number.POSITIVE_INFINITY],
  shown: 'figure',
  tally: counts,
  value: ({ sums }): number => sums.apart / sums.pictures,
});
