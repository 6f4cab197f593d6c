import type { BoxBatch } from '../batches.ts';
import { overlapOf, shareWithin } from './overlap.ts';

/** Overlaps from which on a box counts as found: 0.50, 0.55 … 0.95, with the rounding of COCO's own code (its ninth lies below 0.9). */
export const OVERLAPS: readonly number[] = [...Array.from({ length: 9 }, (_, i) => 0.5 + i * ((0.95 - 0.5) / 9)), 0.95];

/** Of one class on one picture no more are looked at, the surest first (COCO). */
const MOST = 100;

type Picture = BoxBatch['pictures'][number];
type Found = Picture['found'][number];
type True = Picture['truth'][number];

/** A found box: its score, and at which of `OVERLAPS` it is right or lies in a crowd, a bit each. */
export interface Matched {
  score: number;
  right: number;
  ignored: number;
}

/**
 * Which boxes of one class on one picture are right, by COCO's rule: the surest takes first, each the true box that it overlaps
 * most of those that nobody has taken; where there is none, a crowd's, which many may take and which counts for nothing.
 */
export function matchBoxes(found: readonly Found[], truth: readonly True[]): Matched[] {
  const sure = found.toSorted((a, b) => b.score - a.score).slice(0, MOST); // stable
  const single = truth.filter(({ isCrowd }) => !isCrowd);
  const crowds = truth.filter(({ isCrowd }) => isCrowd);
  const overlaps = sure.map(({ box }) => single.map((one) => overlapOf(box, one.box)));
  const within = sure.map(({ box }) => Math.max(0, ...crowds.map((one) => shareWithin(box, one.box))));
  const matched = sure.map(({ score }) => ({ score, right: 0, ignored: 0 }));
  for (const [bit, least] of OVERLAPS.entries()) {
    const taken = new Set<number>();
    for (const [i, one] of matched.entries()) {
      const at = largest(overlaps[i]!, taken, least);
      if (at !== undefined) {
        taken.add(at);
        one.right |= 1 << bit;
      } else if (within[i]! >= least) one.ignored |= 1 << bit;
    }
  }
  return matched;
}

/** The last of the largest from `least` on. */
function largest(values: readonly number[], taken: ReadonlySet<number>, least: number): number | undefined {
  let [best, at]: [number, number | undefined] = [least, undefined];
  for (const [i, value] of values.entries()) if (value >= best && !taken.has(i)) [best, at] = [value, i];
  return at;
}
