import { CapitalError } from '../errors.ts';
import { numberInWords } from '../number-in-words.ts';
import { latinHypercube } from '../random/columns.ts';

/** One input's share of a figure's variance: alone, and with all its interactions. */
export interface SobolIndex {
  readonly name: string;
  readonly first: number;
  readonly firstError: number;
  readonly total: number;
  readonly totalError: number;
}

/** Rows of two independent samples A and B; for input i, A with column i of B. */
export interface SobolOptions {
  readonly names: readonly string[];
  readonly seed?: number;
  /** Rows; the figure is evaluated rows × (inputs + 2) times. */
  readonly rows?: number;
}

/**
 * Sobol's indices by Saltelli's design (Saltelli et al. 2010, eq. b for the first order; Jansen 1999 for the total), with
 * standard errors from twenty parts of the sample.
 *
 * `figure` takes one column of probabilities in (0, 1) per name and gives one number per row.
 *
 * @throws {CapitalError} bad-number — when the figure does not vary or is not finite
 * @example sobol((u) => figureOf(u), { names: ['price', 'demand'], rows: 4096 })
 */
export function sobol(
  figure: (probabilities: readonly Float64Array[]) => Float64Array,
  { names, seed = 1, rows = 4096 }: SobolOptions,
): SobolIndex[] {
  const parts = 20;
  if (rows < parts)
    throw new CapitalError('bad-number', `Expected at least ${parts} rows, received ${rows}.`, { fields: { rows } });
  const a = names.map((name) => latinHypercube(seed, `sobol A ${name}`, new Float64Array(rows)));
  const b = names.map((name) => latinHypercube(seed, `sobol B ${name}`, new Float64Array(rows)));
  const ya = Float64Array.from(figure(a));
  const yb = Float64Array.from(figure(b));
  const { mean, variance } = spread(ya, yb);
  if (!(variance > 0) || !Number.isFinite(variance)) {
    throw new CapitalError(
      'bad-number',
      `The figure must vary and be finite to ask what it depends on; its variance is ${numberInWords(variance)}.`,
    );
  }
  return names.map((name, i) => {
    const yi = figure(a.map((column, j) => (j === i ? b[i]! : column)));
    const first = (row: number): number => (yb[row]! - mean) * (yi[row]! - ya[row]!);
    const total = (row: number): number => (ya[row]! - yi[row]!) ** 2 / 2;
    const [s1, e1] = estimate(first, rows, parts);
    const [st, et] = estimate(total, rows, parts);
    return { name, first: s1 / variance, firstError: e1 / variance, total: st / variance, totalError: et / variance };
  });
}

function spread(a: Float64Array, b: Float64Array): { mean: number; variance: number } {
  let mean = 0;
  for (let i = 0; i < a.length; i++) mean += a[i]! + b[i]!;
  mean /= 2 * a.length;
  let variance = 0;
  for (let i = 0; i < a.length; i++) variance += (a[i]! - mean) ** 2 + (b[i]! - mean) ** 2;
  return { mean, variance: variance / (2 * a.length - 1) };
}

/** The mean over all rows and its standard error from the means of equal parts. */
function estimate(of: (row: number) => number, rows: number, parts: number): [mean: number, error: number] {
  const sums = new Float64Array(parts);
  const size = Math.floor(rows / parts);
  let all = 0;
  for (let row = 0; row < rows; row++) {
    const value = of(row);
    all += value;
    const part = Math.floor(row / size);
    if (part < parts) sums[part]! += value / size;
  }
  const mean = sums.reduce((sum, value) => sum + value, 0) / parts;
  const variance = sums.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (parts - 1);
  return [all / rows, Math.sqrt(variance / parts)];
}
