import type { BoxBatch } from '../metrics/batches.ts';
import { boxMap, boxMap50, countError } from '../metrics/index.ts';
import { metricMeter } from '../metrics/meter.ts';

/** What was found of one class. */
export interface BoxClassReport {
  name: string;
  /** Things that are there, without crowds. */
  truth: number;
  /** Boxes with a score from `countFrom`. */
  counted: number;
  /** Average precision at an overlap of 0.5; null where no such thing is there. */
  ap50: number | null;
}

/** What boxes that were found are worth; plain JSON. */
export interface BoxReport {
  pictures: number;
  /** Mean average precision at an overlap of 0.5, and over 0.5 to 0.95. */
  map50: number;
  map: number;
  /** By how many things a picture's counts are wrong, summed over the classes. */
  countError: number;
  /** From this score on a box is counted. */
  countFrom: number;
  classes: BoxClassReport[];
}

/**
 * Measures boxes against the true ones.
 *
 * @param options.countFrom the score from which a box is counted as found; where it isn't said, the one with the least count error on these pictures
 * @throws {EvaluateError} empty, target-out-of-range, box-invalid, not-finite — where there is no picture, a label is no class, a box has no area, or a score is no number
 * @example boxReport(pictures, { classes: ['cat', 'dog'] }).map50
 */
export function boxReport(
  pictures: BoxBatch['pictures'],
  { classes, countFrom = 0.5 }: { classes: readonly string[]; countFrom?: number },
): BoxReport {
  const meter = metricMeter([boxMap50, boxMap, countError], { classes: classes.length, countFrom });
  const values = meter.update({ pictures }).values();
  return {
    ...{
      pictures: pictures.length,
      map50: values.boxMap50!,
      map: values.boxMap!,
      countError: values.countError!,
      countFrom,
    },
    classes: classes.map((name, label) => {
      const own = pictures.map(({ found, truth }) => ({
        found: found.filter((box) => box.label === label),
        truth: truth.filter((box) => box.label === label),
      }));
      const truth = own.reduce((sum, picture) => sum + picture.truth.filter(({ isCrowd }) => !isCrowd).length, 0);
      const counted = own.reduce((sum, { found }) => sum + found.filter(({ score }) => score >= countFrom).length, 0);
      const ap50 =
        truth === 0
          ? null
          : metricMeter([boxMap50], { classes: classes.length }).update({ pictures: own }).values().boxMap50!;
      return { name, truth, counted, ap50 };
    }),
  };
}
