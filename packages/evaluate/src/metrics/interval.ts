import { EvaluateError } from '../errors.ts';
import { accuracy } from './accuracy.ts';
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
  resamples?: number;
  seed?: number;
}

/**
 * The percentile bootstrap interval of anything that follows from a confusion matrix: examples are drawn again with replacement,
 * which is the same as drawing cells of the matrix. Seeded: the same call gives the same interval.
 *
 * @throws EMPTY, OPTION_INVALID
 * @example
 * bootstrapInterval(confusion, (sample) => precisionRecallF1(sample).macro.f1, { seed: 7 })
 */
export function bootstrapInterval(
  confusion: ConfusionMatrix,
  statistic: (sample: number[][]) => number,
  { level = 0.95, resamples = 1000, seed = 0 }: BootstrapOptions = {},
): Interval {
  checkLevel(level);
  if (!Number.isSafeInteger(resamples) || resamples < 1)
    throw new EvaluateError('OPTION_INVALID', `resamples: expected a whole number from 1, received ${resamples}.`);
  const { total } = marginals(confusion);
  if (total === 0)
    throw new EvaluateError('EMPTY', 'Expected a confusion matrix with examples, received an empty one.');
  const classes = confusion.length;
  const cells = new Uint32Array(total); // the cell of every example
  let at = 0;
  for (const [truth, row] of confusion.entries())
    for (const [predicted, n] of row.entries()) at = fill(cells, at, truth * classes + predicted, n);
  const next = random(seed);
  const counts = new Uint32Array(classes * classes);
  const values = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    counts.fill(0);
    for (let i = 0; i < total; i++) counts[cells[Math.floor(next() * total)]!]!++;
    values[r] = statistic(confusion.map((_, c) => Array.from(counts.subarray(c * classes, (c + 1) * classes))));
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
  return bootstrapInterval(confusion, accuracy, options);
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

function fill(cells: Uint32Array, from: number, cell: number, n: number): number {
  cells.fill(cell, from, from + n);
  return from + n;
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
