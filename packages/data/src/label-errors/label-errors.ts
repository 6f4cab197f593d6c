// Confident learning: Northcutt, Jiang and Chuang, JAIR 70 (2021).
import { DataError } from '../errors.ts';

/** Class probabilities, row by row, each from a model that was not trained on that row. */
export type Probabilities = { values: ArrayLike<number>; classes: number };

/** A row whose label is likely wrong. */
export type LabelError = {
  row: number;
  /** The class it was given. */
  given: number;
  /** The class that the model holds for likeliest. */
  suggested: number;
  /** The probability of the given class less that of the suggested one: the smaller, the surer. */
  margin: number;
};

export type LabelErrors = {
  /** The surest first. */
  errors: LabelError[];
  /** `joint[given][true]`: the estimated share of rows with each given and each true class. */
  joint: number[][];
  /** The estimated share of wrong labels. */
  noise: number;
};

/**
 * Finds labels that are likely wrong. A row counts as of class k if k's probability reaches the mean that rows labelled
 * k have; what is off the diagonal of those counts says how many labels of each kind are wrong, and the rows with the
 * smallest margins are taken (`noiseRate`), or the least sure of each class (`class`), or what both find (`both`).
 *
 * @param labels the given class of each row
 * @param probabilities (rows, classes), out of fold: from `outOfFold`
 * @throws {DataError} option-invalid, value-invalid, target-invalid — where an option makes no sense, a value is missing or impossible, or the target is of the wrong kind, or has one class
 * @example
 * const { errors, noise } = findLabelErrors(labels, await outOfFold(labels, 10, train));
 * console.log(`${Math.round(noise * 100)} % of the labels are wrong; the surest is row ${errors[0]?.row}`);
 */
export function findLabelErrors(
  labels: Int32Array,
  probabilities: Probabilities,
  options: { by?: 'noiseRate' | 'class' | 'both' } = {},
): LabelErrors {
  const { by = 'noiseRate' } = options;
  const { values, classes } = probabilities;
  check(labels, probabilities);
  const counts = new Int32Array(classes);
  for (const label of labels) counts[label]! += 1;
  const joint = calibrate(confidentCounts(labels, probabilities, counts), counts);
  const total = labels.length;
  const wrong = new Set<number>();
  if (by !== 'class') for (const row of byNoiseRate(labels, probabilities, joint)) wrong.add(row);
  if (by !== 'noiseRate') {
    const found = byClass(labels, probabilities, joint);
    if (by === 'class') for (const row of found) wrong.add(row);
    else for (const row of [...wrong]) if (!found.has(row)) wrong.delete(row);
  }
  const errors: LabelError[] = [];
  for (const row of wrong) {
    const given = labels[row]!;
    const suggested = likeliest(probabilities, row);
    // The model agrees with the label after all.
    if (suggested === given) continue;
    errors.push({ row, given, suggested, margin: values[row * classes + given]! - values[row * classes + suggested]! });
  }
  errors.sort((a, b) => a.margin - b.margin || a.row - b.row);
  const agreed = joint.reduce((sum, counted, k) => sum + counted[k]!, 0);
  return { errors, joint: joint.map((row) => row.map((count) => count / total)), noise: 1 - agreed / total };
}

/** `counts[given][true]` of the rows that reach a class's threshold, each for the likeliest of those. */
export function confidentCounts(
  labels: Int32Array,
  { values, classes }: Probabilities,
  counts: Int32Array,
): number[][] {
  const sums = new Float64Array(classes);
  for (const [row, label] of labels.entries()) sums[label]! += values[row * classes + label]!;
  const thresholds = sums.map((sum, k) => sum / counts[k]! - 1e-6);
  const out = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const [row, label] of labels.entries()) {
    let best = -1;
    for (let k = 0; k < classes; k++) {
      const value = values[row * classes + k]!;
      if (value >= thresholds[k]! && (best < 0 || value > values[row * classes + best]!)) best = k;
    }
    if (best >= 0) out[label]![best]! += 1;
  }
  // Each class is at least once confidently itself, so that it can be scaled.
  for (const [k, row] of out.entries()) row[k] = Math.max(row[k]!, 1);
  return out;
}

/** Scales each given class's counts to its number of rows. */
function calibrate(confident: number[][], counts: Int32Array): number[][] {
  return confident.map((row, k) => {
    const sum = row.reduce((all, count) => all + count, 0);
    return row.map((count) => (count / sum) * counts[k]!);
  });
}

/** For each pair of classes as many rows as are estimated wrong, those with the smallest margins. */
function byNoiseRate(labels: Int32Array, { values, classes }: Probabilities, joint: number[][]): Set<number> {
  const found = new Set<number>();
  for (let given = 0; given < classes; given++) {
    const rows = [...labels.keys()].filter((row) => labels[row] === given);
    for (let other = 0; other < classes; other++) {
      const count = Math.round(joint[given]![other]!);
      if (other === given || count === 0) continue;
      const margin = (row: number) => values[row * classes + other]! - values[row * classes + given]!;
      for (const row of rows.toSorted((a, b) => margin(b) - margin(a) || a - b).slice(0, count)) found.add(row);
    }
  }
  return found;
}

/** For each class as many rows as are estimated wrong, those with its smallest probability. */
function byClass(labels: Int32Array, { values, classes }: Probabilities, joint: number[][]): Set<number> {
  const found = new Set<number>();
  for (let given = 0; given < classes; given++) {
    const rows = [...labels.keys()].filter((row) => labels[row] === given);
    const wrong = Math.round(rows.length - joint[given]![given]!);
    const own = (row: number) => values[row * classes + given]!;
    for (const row of rows.toSorted((a, b) => own(a) - own(b) || a - b).slice(0, wrong)) found.add(row);
  }
  return found;
}

function likeliest({ values, classes }: Probabilities, row: number): number {
  let best = 0;
  for (let k = 1; k < classes; k++) if (values[row * classes + k]! > values[row * classes + best]!) best = k;
  return best;
}

function check(labels: Int32Array, { values, classes }: Probabilities): void {
  if (values.length !== labels.length * classes) {
    throw new DataError(
      'option-invalid',
      `${labels.length} labels of ${classes} classes came with ${values.length} probabilities`,
      {
        hint: `${labels.length * classes} are needed, row by row`,
      },
    );
  }
  const seen = new Set<number>();
  for (const [row, label] of labels.entries()) {
    if (label < 0 || label >= classes) {
      throw new DataError('value-invalid', `the label of row ${row} is ${label}`, {
        hint: `Classes are 0 to ${classes - 1}`,
      });
    }
    seen.add(label);
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += values[row * classes + k]!;
    if (Math.abs(sum - 1) < 1e-3) continue;
    throw new DataError('value-invalid', `the probabilities of row ${row} add to ${sum}`, {
      hint: 'They must add to 1: apply softmax',
    });
  }
  if (seen.size === classes && classes >= 2) return;
  throw new DataError('target-invalid', `the labels have ${seen.size} of ${classes} classes`, {
    hint: 'Every class needs rows, and two classes are the least',
  });
}
