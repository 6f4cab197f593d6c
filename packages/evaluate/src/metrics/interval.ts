import { EvaluateError } from '../errors.ts';
import { type ConfusionMatrix, marginals } from './confusion-matrix.ts';
import { random } from './random.ts';

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
  /** 1,000 when not given; fewer, down to 200, for more than 20,000 examples. */
  resamples?: number;
  seed?: number;
}

/**
 * The percentile bootstrap interval of anything that follows from a confusion matrix: examples are drawn again with replacement,
 * which is the same as drawing cells of the matrix. Seeded: the same call gives the same interval.
 *
 * @throws EMPTY, OPTION_INVALID
 * @example
 * bootstrapInterval(confusion, (sample) => matthews(sample), { seed: 7 })
 */
export function bootstrapInterval(
  confusion: ConfusionMatrix,
  statistic: (sample: number[][]) => number,
  options: BootstrapOptions = {},
): Interval {
  return bootstrapCells(
    confusion,
    (cells) => {
      const sample = confusion.map((row) => row.map(() => 0));
      for (const { truth, predicted, count } of cells) sample[truth]![predicted] = count;
      return statistic(sample);
    },
    options,
  );
}

/** The interval of the mean F1 of the classes; needs no matrix per sample, so that a thousand classes are no burden. */
export function macroF1Interval(confusion: ConfusionMatrix, options: BootstrapOptions = {}): Interval {
  const classes = confusion.length;
  const right = new Float64Array(classes);
  const seen = new Float64Array(classes);
  const statistic = (cells: readonly Cell[]) => {
    right.fill(0);
    seen.fill(0);
    for (const { truth, predicted, count } of cells) {
      if (truth === predicted) right[truth]! += count;
      seen[truth]! += count;
      seen[predicted]! += count;
    }
    let sum = 0;
    for (let c = 0; c < classes; c++) if (seen[c]! > 0) sum += (2 * right[c]!) / seen[c]!;
    return sum / classes;
  };
  return bootstrapCells(confusion, statistic, options);
}

interface Cell {
  truth: number;
  predicted: number;
  count: number;
}

/** So many draws are made at most, as long as that leaves 200 samples. */
const DRAWS = 20_000_000;

function bootstrapCells(
  confusion: ConfusionMatrix,
  statistic: (cells: readonly Cell[]) => number,
  { level = 0.95, resamples, seed = 0 }: BootstrapOptions,
): Interval {
  checkLevel(level);
  if (resamples !== undefined && !(Number.isSafeInteger(resamples) && resamples > 0))
    throw new EvaluateError('OPTION_INVALID', `resamples: expected a whole number from 1, received ${resamples}.`);
  const { total } = marginals(confusion);
  if (total === 0)
    throw new EvaluateError('EMPTY', 'Expected a confusion matrix with examples, received an empty one.');
  const cells = confusion.flatMap((row, truth) =>
    row.flatMap((n, predicted) => (n > 0 ? [{ truth, predicted, count: n }] : [])),
  );
  const cellOf = new Uint32Array(total); // of every example
  let at = 0;
  for (const [index, cell] of cells.entries()) {
    cellOf.fill(index, at, at + cell.count);
    at += cell.count;
  }
  const next = random(seed);
  const values = new Float64Array(resamples ?? Math.min(1000, Math.max(200, Math.floor(DRAWS / total))));
  for (let sample = 0; sample < values.length; sample++) {
    for (const cell of cells) cell.count = 0;
    for (let i = 0; i < total; i++) cells[cellOf[Math.floor(next() * total)]!]!.count++;
    values[sample] = statistic(cells);
  }
  values.sort();
  const tail = (1 - level) / 2;
  return { low: quantile(values, tail), high: quantile(values, 1 - tail), level, method: 'bootstrap' };
}

/**
 * The interval of the accuracy: bootstrap, or Wilson's where all examples are right or all wrong and drawing again tells nothing.
 *
 * @example
 * accuracyInterval(confusion)   // { low: 0.982, high: 0.994, level: 0.95, method: 'bootstrap' }
 */
export function accuracyInterval(confusion: ConfusionMatrix, options: BootstrapOptions = {}): Interval {
  const { right, total } = marginals(confusion);
  const correct = right.reduce((sum, n) => sum + n, 0);
  if (correct === 0 || correct === total) return wilsonInterval(correct, total, options.level);
  return bootstrapCells(
    confusion,
    (cells) => cells.reduce((sum, cell) => sum + (cell.truth === cell.predicted ? cell.count : 0), 0) / total,
    options,
  );
}

/**
 * Wilson's score interval for a share, good for few examples and at 0 and 1 (Wilson 1927).
 *
 * @throws EMPTY, OPTION_INVALID
 * @example
 * wilsonInterval(10, 10)   // { low: 0.722, high: 1, … }
 */
export function wilsonInterval(successes: number, total: number, level = 0.95): Interval {
  checkLevel(level);
  if (!(total > 0)) throw new EvaluateError('EMPTY', 'Expected at least one example, received none.');
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
      'OPTION_INVALID',
      `level: expected a share between 0 and 1 such as 0.95, received ${level}.`,
    );
}

/** Linear between neighbours, as NumPy's default. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  return low + (at - below) * ((sorted[below + 1] ?? low) - low);
}

/** The quantile of the normal distribution, by bisection. */
function normalQuantile(p: number): number {
  let [low, high] = [-40, 40];
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Φ(x) by its series (Marsaglia 2004), which converges for every |x| that matters here. */
function normalCdf(x: number): number {
  if (x < -8) return 0;
  if (x > 8) return 1;
  let [sum, term, last] = [x, x, 0];
  for (let i = 3; sum !== last; i += 2) {
    last = sum;
    term *= (x * x) / i;
    sum += term;
  }
  return 0.5 + sum * Math.exp(-0.5 * x * x - 0.9189385332046727);
}
