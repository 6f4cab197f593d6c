import { normalQuantile } from '@capstan/base';
import { checked } from '../checked.ts';
import { CapitalError } from '../errors.ts';
import { uniforms } from '../random/columns.ts';

/** A model trained on `n` examples and its measured error. */
export interface CurvePoint {
  n: number;
  /** The part of test examples it got wrong. */
  error: number;
  /** How many it was tested on: the error's own uncertainty. */
  tested?: number;
}

/** error(n) = a·n^(−b) + c; c is what no amount of such data removes. */
export interface PowerLaw {
  a: number;
  b: number;
  c: number;
}

export interface LearningCurve extends PowerLaw {
  /** Fits to data drawn again: what the interval of anything that follows from the curve is made of. */
  samples: PowerLaw[];
}

/** The error a curve foresees. @example errorAt(curve, 20_000) */
export function errorAt({ a, b, c }: PowerLaw, n: number): number {
  return a * checked('n', n, { above: 0 }) ** -b + c;
}

/**
 * Fits a power law with a floor to measured points, each weighted by its uncertainty, with a bootstrap: errors drawn again from
 * the binomial of their test, or, where tests are not given, residuals drawn again.
 *
 * @throws {CapitalError} bad-input — with too few points (3 sizes when tests are given, else 5)
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example fitLearningCurve([{ n: 500, error: 0.31, tested: 2000 }, { n: 1000, error: 0.24, tested: 2000 }, { n: 2000, error: 0.19, tested: 2000 }], { seed: 1 })
 */
export function fitLearningCurve(
  points: readonly CurvePoint[],
  { seed, resamples = 500 }: { seed: number; resamples?: number },
): LearningCurve {
  for (const { n, error, tested } of points) {
    checked('n', n, { least: 1 });
    checked('error', error, { least: 0, most: 1 });
    if (tested !== undefined) checked('tested', tested, { least: 1, whole: true });
  }
  checked('resamples', resamples, { least: 20, most: 100_000, whole: true });
  const sizes = new Set(points.map(({ n }) => n)).size;
  const known = points.every(({ tested }) => tested !== undefined);
  const least = known ? 3 : 5;
  if (sizes < least)
    throw new CapitalError(
      'bad-input',
      `Expected at least ${least} training-set sizes${known ? '' : ' where test sizes are not given'}, received ${sizes}. Train on another part of the data.`,
      { fields: { sizes } },
    );
  const curve = fit(points);
  const draws = uniforms(seed, 'learning-curve', new Float64Array(resamples * points.length));
  const residuals = points.map(({ n, error }) => error / errorAt(curve, n));
  const samples = Array.from({ length: resamples }, (_, r) =>
    fit(
      points.map(({ n, tested }, i) => {
        const u = draws[r * points.length + i]!;
        const expected = errorAt(curve, n);
        const again = known
          ? binomial(tested ?? 1, Math.min(1, expected), u)
          : expected * residuals[Math.floor(u * residuals.length)]!;
        return { n, error: again, ...(tested !== undefined && { tested }) };
      }),
    ),
  );
  return { ...curve, samples };
}

/** For each exponent the best a and c are linear; the exponent is found on a grid, then by golden section. */
function fit(points: readonly CurvePoint[]): PowerLaw {
  const weights = points.map(({ error, tested }) =>
    tested === undefined ? 1 / Math.max(error, 1e-6) ** 2 : tested / Math.max(error * (1 - error), 1 / tested),
  );
  const at = (b: number) => linear(points, weights, b);
  const grid = Array.from({ length: 60 }, (_, i) => 0.01 * 300 ** (i / 59)); // 0.01 to 3
  const best = grid.reduce((k, b, i) => (at(b).loss < at(grid[k]!).loss ? i : k), 0);
  let [low, high] = [grid[Math.max(0, best - 1)]!, grid[Math.min(59, best + 1)]!];
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let i = 0; i < 60; i++) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (at(left).loss <= at(right).loss) high = right;
    else low = left;
  }
  const b = (low + high) / 2;
  const { a, c } = at(b);
  return { a, b, c };
}

function linear(
  points: readonly CurvePoint[],
  weights: readonly number[],
  b: number,
): { a: number; c: number; loss: number } {
  let [w, x, y, xx, xy] = [0, 0, 0, 0, 0];
  for (const [i, { n, error }] of points.entries()) {
    const power = n ** -b;
    const weight = weights[i]!;
    w += weight;
    x += weight * power;
    y += weight * error;
    xx += weight * power * power;
    xy += weight * power * error;
  }
  const free = w * xx - x * x;
  let [a, c] = free > 0 ? [(w * xy - x * y) / free, (xx * y - x * xy) / free] : [0, y / w];
  if (c < 0) [a, c] = [xy / xx, 0];
  if (a < 0) [a, c] = [0, y / w];
  const loss = points.reduce((sum, { n, error }, i) => sum + weights[i]! * (error - a * n ** -b - c) ** 2, 0);
  return { a, c, loss };
}

/** A binomial's part by its quantile: by counting where few are expected, else by the normal. */
function binomial(tested: number, p: number, u: number): number {
  const mean = tested * p;
  const deviation = Math.sqrt(mean * (1 - p));
  if (mean > 30 && tested - mean > 30) return Math.min(1, Math.max(0, (mean + deviation * normalQuantile(u)) / tested));
  if (p > 0.5) return 1 - binomial(tested, 1 - p, 1 - u);
  let chance = (1 - p) ** tested;
  let below = chance;
  let k = 0;
  while (below < u && k < tested) {
    k++;
    chance *= ((tested - k + 1) / k) * (p / (1 - p));
    below += chance;
  }
  return k / tested;
}
