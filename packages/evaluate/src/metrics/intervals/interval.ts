import { drawsFor, normalQuantile, quantile } from '@capstan/base';
import { EvaluateError } from '../../errors.ts';
import { type ConfusionMatrix, marginals } from '../labels/confusion-matrix.ts';
import { binomial } from './binomial.ts';

/** Where a figure would lie with other examples of the same kind. */
export interface Interval {
  low: number;
  high: number;
  /** Such as 0.95. */
  level: number;
  method: 'bootstrap' | 'wilson';
}

export interface BootstrapOptions {
  level?: number;
  /** 1,000 when not given. */
  resamples?: number;
  seed?: number;
}

/**
 * The percentile bootstrap interval of anything that follows from a confusion matrix: examples are drawn again with replacement,
 * which is the same as drawing cells of the matrix. Seeded: the same call gives the same interval.
 *
 * @throws {EvaluateError} empty, option-invalid — where there is none, or an option makes no sense
 * @example
 * bootstrapInterval(confusion, (sample) => matthews(sample), { seed: 7 })
 */
export function bootstrapInterval(
  confusion: ConfusionMatrix,
  statistic: (sample: number[][]) => number,
  options: BootstrapOptions = {},
): Interval {
  const cells = cellsOf(confusion);
  const [interval] = bootstrapCells(confusion, 1, options, (counts, out) => {
    const sample = confusion.map((row) => row.map(() => 0));
    for (const [index, { truth, predicted }] of cells.entries()) sample[truth]![predicted] = counts[index]!;
    out[0] = statistic(sample);
  });
  return interval!;
}

/**
 * The intervals of accuracy and mean F1 from one set of samples; needs no matrix a sample, so that a thousand classes are no burden.
 * Where all examples are right or all wrong drawing again tells nothing, and Wilson's interval stands in for the accuracy's.
 */
export function reportIntervals(
  confusion: ConfusionMatrix,
  options: BootstrapOptions = {},
): { accuracy: Interval; macroF1: Interval } {
  const classes = confusion.length;
  const right = new Float64Array(classes);
  const seen = new Float64Array(classes); // as truth and as prediction
  let total = 0;
  const cells = cellsOf(confusion);
  const [accuracy, macroF1] = bootstrapCells(confusion, 2, options, (counts, out) => {
    right.fill(0);
    seen.fill(0);
    let [correct, sum] = [0, 0];
    total = 0;
    for (const [index, { truth, predicted }] of cells.entries()) {
      const n = counts[index]!;
      total += n;
      seen[truth]! += n;
      seen[predicted]! += n;
      if (truth !== predicted) continue;
      right[truth]! += n;
      correct += n;
    }
    for (let c = 0; c < classes; c++) if (seen[c]! > 0) sum += (2 * right[c]!) / seen[c]!;
    out[0] = correct / total;
    out[1] = sum / classes;
  });
  return { accuracy: certain(confusion, options) ?? accuracy!, macroF1: macroF1! };
}

/**
 * The interval of the accuracy: bootstrap, or Wilson's where all examples are right or all wrong and drawing again tells nothing.
 *
 * @example
 * accuracyInterval(confusion)   // { low: 0.982, high: 0.994, level: 0.95, method: 'bootstrap' }
 */
export function accuracyInterval(confusion: ConfusionMatrix, options: BootstrapOptions = {}): Interval {
  return reportIntervals(confusion, options).accuracy;
}

function certain(confusion: ConfusionMatrix, { level }: BootstrapOptions): Interval | undefined {
  const { right, total } = marginals(confusion);
  const correct = right.reduce((sum, n) => sum + n, 0);
  return correct === 0 || correct === total ? wilsonInterval(correct, total, level) : undefined;
}

interface Cell {
  truth: number;
  predicted: number;
  count: number;
}

/** The cells that hold examples, row by row. */
function cellsOf(confusion: ConfusionMatrix): Cell[] {
  return confusion.flatMap((row, truth) =>
    row.flatMap((n, predicted) => (n > 0 ? [{ truth, predicted, count: n }] : [])),
  );
}

/** Draws samples and gives `measure` the count of each cell in it, in the order of `cellsOf`; one interval for each of its results. */
function bootstrapCells(
  confusion: ConfusionMatrix,
  results: number,
  { level = 0.95, resamples, seed = 0 }: BootstrapOptions,
  measure: (counts: Float64Array, out: Float64Array) => void,
): Interval[] {
  checkLevel(level);
  if (resamples !== undefined && !(Number.isSafeInteger(resamples) && resamples > 0))
    throw new EvaluateError('option-invalid', `resamples: expected a whole number from 1, received ${resamples}.`);
  const cells = cellsOf(confusion);
  const total = cells.reduce((sum, cell) => sum + cell.count, 0);
  if (total === 0)
    throw new EvaluateError('empty', 'Expected a confusion matrix with examples, received an empty one.');
  const samples = resamples ?? 1000;
  const values = Array.from({ length: results }, () => new Float64Array(samples));
  const next = drawsFor('bootstrap', seed).uniform;
  const counts = new Float64Array(cells.length);
  const out = new Float64Array(results);
  for (let sample = 0; sample < samples; sample++) {
    // A multinomial draw, cell by cell: of the examples left, each falls into this cell rather than into those after it.
    let [left, size] = [total, total];
    for (const [index, { count }] of cells.entries()) {
      counts[index] = binomial(left, count / size, next);
      left -= counts[index]!;
      size -= count;
    }
    measure(counts, out);
    for (let k = 0; k < results; k++) values[k]![sample] = out[k]!;
  }
  const tail = (1 - level) / 2;
  return values.map((list) => {
    list.sort();
    return { low: quantile(list, tail), high: quantile(list, 1 - tail), level, method: 'bootstrap' };
  });
}

/**
 * Wilson's score interval for a share, good for few examples and at 0 and 1 (Wilson 1927).
 *
 * @throws {EvaluateError} empty, option-invalid — where there is none, or an option makes no sense
 * @example
 * wilsonInterval(10, 10)   // { low: 0.722, high: 1, … }
 */
export function wilsonInterval(successes: number, total: number, level = 0.95): Interval {
  checkLevel(level);
  if (!(total > 0)) throw new EvaluateError('empty', 'Expected at least one example, received none.');
  const z = normalQuantile(1 - (1 - level) / 2);
  const p = successes / total;
  const centre = p + (z * z) / (2 * total);
  const spread = z * Math.sqrt((p * (1 - p)) / total + (z * z) / (4 * total * total));
  const scale = 1 + (z * z) / total;
  const low = successes === 0 ? 0 : (centre - spread) / scale;
  const high = successes === total ? 1 : (centre + spread) / scale;
  return { low, high, level, method: 'wilson' };
}

function checkLevel(level: number): void {
  if (!(level > 0 && level < 1))
    throw new EvaluateError(
      'option-invalid',
      `level: expected a share between 0 and 1 such as 0.95, received ${level}.`,
    );
}
