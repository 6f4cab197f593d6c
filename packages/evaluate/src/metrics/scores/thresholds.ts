import { checkBinary, type Numbers } from '../check.ts';

/** What a classifier gets when everything scored at least `thresholds[i]` counts as positive; thresholds fall. */
export interface CountsAtThresholds {
  thresholds: Float64Array;
  truePositives: Float64Array;
  falsePositives: Float64Array;
}

/** Counts true and false positives at every distinct score, from the highest down; equal scores count together. */
export function countsAtThresholds(scores: Numbers, labels: Numbers): CountsAtThresholds {
  checkBinary(scores, labels);
  // Two native sorts and a merge: several times faster than sorting indices with a comparator.
  let positives = 0;
  for (let i = 0; i < labels.length; i++) positives += labels[i]!;
  const positive = new Float64Array(positives);
  const negative = new Float64Array(labels.length - positives);
  for (let i = 0, p = 0, n = 0; i < labels.length; i++) {
    if (labels[i] === 1) positive[p++] = scores[i]!;
    else negative[n++] = scores[i]!;
  }
  positive.sort();
  negative.sort();
  const thresholds = new Float64Array(labels.length);
  const truePositives = new Float64Array(labels.length);
  const falsePositives = new Float64Array(labels.length);
  let p = positive.length;
  let n = negative.length;
  let used = 0;
  while (p > 0 || n > 0) {
    const score = Math.max(p > 0 ? positive[p - 1]! : -Infinity, n > 0 ? negative[n - 1]! : -Infinity);
    while (p > 0 && positive[p - 1] === score) p--;
    while (n > 0 && negative[n - 1] === score) n--;
    thresholds[used] = score;
    truePositives[used] = positive.length - p;
    falsePositives[used] = negative.length - n;
    used++;
  }
  return {
    thresholds: thresholds.slice(0, used),
    truePositives: truePositives.slice(0, used),
    falsePositives: falsePositives.slice(0, used),
  };
}
