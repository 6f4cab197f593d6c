import type { Numbers } from '../check.ts';

/**
 * Counts pairs with different targets, and of those how many the predictions put in the same order, or tie. In n log n: a tree of
 * sums over the ranks of the predictions (Fenwick 1994), filled from the least target up.
 */
export function concordantPairs(predictions: Numbers, targets: Numbers) {
  const count = targets.length;
  const distinct = [...new Set(Float64Array.from(predictions))].sort((a, b) => a - b);
  const rankOf = new Map(distinct.map((value, rank) => [value, rank]));
  const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => targets[a]! - targets[b]!);
  const tree = new Float64Array(distinct.length + 1);
  const add = (rank: number) => {
    for (let at = rank + 1; at < tree.length; at += at & -at) tree[at]!++;
  };
  /** How many so far have a rank below this one. */
  const below = (rank: number) => {
    let sum = 0;
    for (let at = rank; at > 0; at -= at & -at) sum += tree[at]!;
    return sum;
  };
  let [concordant, tied, comparable] = [0, 0, 0];
  for (let from = 0; from < count; ) {
    let to = from;
    while (to < count && targets[order[to]!] === targets[order[from]!]) to++;
    for (let i = from; i < to; i++) {
      const rank = rankOf.get(predictions[order[i]!]! + 0)!; // + 0: of -0 and 0 one rank
      const less = below(rank);
      concordant += less;
      tied += below(rank + 1) - less;
      comparable += from;
    }
    for (let i = from; i < to; i++) add(rankOf.get(predictions[order[i]!]! + 0)!);
    from = to;
  }
  return { concordant, tied, comparable };
}
