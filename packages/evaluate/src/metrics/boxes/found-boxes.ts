import type { LabelledBox } from '../batches.ts';
import type { Tally } from '../contract.ts';
import { plain } from '../tallies/plain.ts';
import { type Matched, matchBoxes, OVERLAPS } from './match-boxes.ts';

/** What was found of one class, and how many there are. */
interface ClassFound {
  count: number;
  matched: Matched[];
}

/** Every found box with what it matched, by class: some 30 bytes a box, for the order of all of them is needed. */
export const foundBoxes: Tally<'boxes', { classes: ClassFound[] }> = {
  of: 'boxes',
  unweighted: true, // it orders boxes, it does not sum over pictures
  begin: ({ classes }) => ({ classes: Array.from({ length: classes }, () => ({ count: 0, matched: [] })) }),
  add({ classes }, { pictures }) {
    for (const { found, truth } of pictures) {
      for (const label of new Set([...found, ...truth].map((one: LabelledBox) => one.label))) {
        const own = truth.filter((one) => one.label === label);
        const ofClass = classes[label]!;
        ofClass.count += own.filter(({ isCrowd }) => !isCrowd).length;
        const matched = matchBoxes(
          found.filter((one) => one.label === label),
          own,
        );
        for (const one of matched) ofClass.matched.push(one);
      }
    }
  },
  merge(state, other) {
    for (const [label, { count, matched }] of other.classes.entries()) {
      state.classes[label]!.count += count;
      for (const one of matched) state.classes[label]!.matched.push(one);
    }
  },
  ...plain(),
};

const LEVELS = 101; // of recall: 0, 0.01 … 1; with COCO's rounding 0.35 lies above 7 of 20

/**
 * Average precision of each class at one of `OVERLAPS` by COCO's definition: the mean over 101 levels of recall of the best
 * precision at that recall or above. NaN for a class without a box.
 */
export function averagePrecisions({ classes }: { classes: readonly ClassFound[] }, overlap: number): number[] {
  const bit = 1 << OVERLAPS.indexOf(overlap);
  return classes.map(({ count, matched }) => {
    if (count === 0) return Number.NaN;
    const counted = matched.filter(({ ignored }) => !(ignored & bit)).sort((a, b) => b.score - a.score); // a copy, stable
    const precision = new Float64Array(counted.length);
    const recall = new Float64Array(counted.length);
    let right = 0;
    for (const [i, one] of counted.entries()) {
      if (one.right & bit) right++;
      precision[i] = right / (i + 1);
      recall[i] = right / count;
    }
    for (let i = precision.length - 2; i >= 0; i--) precision[i] = Math.max(precision[i]!, precision[i + 1]!);
    let [sum, at] = [0, 0];
    for (let level = 0; level < LEVELS; level++) {
      while (at < recall.length && recall[at]! < level * 0.01) at++;
      sum += precision[at] ?? 0;
    }
    return sum / LEVELS;
  });
}

/** The mean over classes that have a box; NaN where none has. */
export function meanOfClasses(values: readonly number[]): number {
  const defined = values.filter((value) => !Number.isNaN(value));
  return defined.reduce((sum, value) => sum + value, 0) / defined.length;
}
