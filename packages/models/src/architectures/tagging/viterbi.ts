/** Scores of a linear chain, T tags: of the first and the last tag (T), and of one after another (T × T, from by from). */
interface Chain {
  start: Float64Array;
  end: Float64Array;
  follow: Float64Array;
}

/**
 * The tags with the largest score in all (Viterbi 1967); of equal ones those of lower number.
 * @param emissions (L × T), word by word
 */
export function bestTags(emissions: Float64Array, { start, end, follow }: Chain): number[] {
  const tags = start.length;
  const words = emissions.length / tags;
  if (words === 0) return [];
  let best = Float64Array.from(start, (score, tag) => score + emissions[tag]!);
  const came = new Int32Array(words * tags); // from which tag the best way to each came
  for (let word = 1; word < words; word++) {
    const next = new Float64Array(tags);
    for (let to = 0; to < tags; to++) {
      let from = 0;
      for (let each = 1; each < tags; each++)
        if (best[each]! + follow[each * tags + to]! > best[from]! + follow[from * tags + to]!) from = each;
      next[to] = best[from]! + follow[from * tags + to]! + emissions[word * tags + to]!;
      came[word * tags + to] = from;
    }
    best = next;
  }
  let tag = 0;
  for (let each = 1; each < tags; each++) if (best[each]! + end[each]! > best[tag]! + end[tag]!) tag = each;
  const path = new Array<number>(words);
  for (let word = words - 1; word >= 0; word--) {
    path[word] = tag;
    tag = came[word * tags + tag]!;
  }
  return path;
}
