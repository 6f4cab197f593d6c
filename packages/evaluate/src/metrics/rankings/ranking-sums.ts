import type { Numbers } from '../check.ts';
import { sumsOf } from '../tallies/sums.ts';
import { dcgOfTies } from './dcg.ts';

const NAMES = ['lists', 'ndcg', 'precision', 'reciprocal', 'hits', 'found', 'recall'] as const;

/**
 * What metrics of the first k items are made of, summed over the lists. Among equal scores the less relevant item counts as the
 * earlier one, so that nothing is won by saying the same of all; NDCG takes the mean over their orders. A list without a relevant
 * item counts as 0.
 */
export const rankingSums = (k: number) =>
  sumsOf(
    'rankings',
    NAMES,
    (sums, { scores, relevance, sizes }) => {
      for (let list = 0, from = 0; list < sizes.length; from += sizes[list]!, list++) {
        const order = ordered(scores, relevance, from, sizes[list]!);
        const seen = firstOf(order, relevance, k);
        sums.lists++;
        sums.ndcg += ndcgOf(order, scores, relevance, k);
        sums.precision += seen.relevant === 0 ? 0 : seen.precision / Math.min(seen.relevant, k);
        sums.reciprocal += seen.first === 0 ? 0 : 1 / seen.first;
        sums.hits += Number(seen.first > 0);
        sums.found += seen.found;
        sums.recall += seen.relevant === 0 ? 0 : seen.found / seen.relevant;
      }
    },
    true, // every list counts as much
  );

/** Where the items of a list lie, the highest score first. */
function ordered(scores: Numbers, relevance: Numbers, from: number, size: number): number[] {
  return Array.from({ length: size }, (_, i) => from + i).sort(
    (a, b) => scores[b]! - scores[a]! || relevance[a]! - relevance[b]!,
  );
}

/** What the first k items hold: relevant ones in all and found, the place of the first, and precision summed at each. */
function firstOf(order: readonly number[], relevance: Numbers, k: number) {
  let [relevant, found, first, precision] = [0, 0, 0, 0];
  for (const [i, at] of order.entries()) {
    if (!(relevance[at]! > 0)) continue;
    relevant++;
    if (i >= k) continue;
    found++;
    first ||= i + 1;
    precision += found / (i + 1);
  }
  return { relevant, found, first, precision };
}

function ndcgOf(order: readonly number[], scores: Numbers, relevance: Numbers, k: number): number {
  const gains = order.map((at) => relevance[at]!);
  const ideal = gains.toSorted((a, b) => b - a);
  const best = dcgOfTies(ideal, ideal, k);
  return best === 0
    ? 0
    : dcgOfTies(
        gains,
        order.map((at) => scores[at]!),
        k,
      ) / best;
}
