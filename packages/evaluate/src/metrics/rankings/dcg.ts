/**
 * Discounted cumulative gain of the first k items: each gain by log2 of its place + 1; items of one score share the mean of their
 * gains (Järvelin and Kekäläinen 2002; McSherry and Najork 2008 for ties, as scikit-learn's `dcg_score`).
 *
 * @param gains in the order of the list
 * @param scores descending
 */
export function dcgOfTies(gains: readonly number[], scores: readonly number[], k: number): number {
  let sum = 0;
  for (let from = 0; from < Math.min(k, gains.length); ) {
    let [to, gain, discount] = [from, 0, 0];
    for (; to < gains.length && scores[to] === scores[from]; to++) {
      gain += gains[to]!;
      if (to < k) discount += 1 / Math.log2(to + 2);
    }
    sum += (gain / (to - from)) * discount;
    from = to;
  }
  return sum;
}
