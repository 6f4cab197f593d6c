import { positive } from '../../check.ts';
import { CapitalError } from '../../errors.ts';
import { uniforms } from '../../random/columns.ts';
import { lbfgs, type Objective } from './lbfgs.ts';
import { type LossLaw, type Optimum, optimum } from './loss-law.ts';

/** A training that ended: its size, its data, and the loss it reached. */
export interface LossPoint {
  readonly parameters: number;
  readonly tokens: number;
  /** Nats a token on validation. */
  readonly loss: number;
}

/** An interval that holds the true value with the fit's stated probability. */
export type Interval = readonly [low: number, high: number];

/** A law fitted to trainings, with what the bootstrap says of it. */
export interface LawFit {
  readonly law: LossLaw;
  /** Σ Huber(ln L − ln L̂) over the points. */
  readonly objective: number;
  readonly level: number;
  readonly intervals: Readonly<Record<'a' | 'b' | 'e' | 'alpha' | 'beta', Interval>>;
  /** The law of every resample. */
  readonly resampled: readonly LossLaw[];
}

const DELTA = 1e-3;
const LEAST = 8;

/**
 * Fits L = E + A/N^α + B/D^β as Hoffmann et al. (2022, appendix D.3): Σ Huber_0.001(ln L − LSE(a − α ln N, b − β ln D, e)),
 * by L-BFGS from the best points of a grid; resamples the points for the intervals.
 *
 * @param points at least 8, of at least three sizes and three amounts of data that do not grow in step
 * @param options.level of the intervals, 0.95
 * @throws {CapitalError} no-runs — when the points cannot tell size from data
 * @throws {CapitalError} bad-number — on one that is no number
 * @example
 * const fit = fitLossLaw(runs.map(({ parameters, tokens, loss }) => ({ parameters, tokens, loss })));
 * optimum(fit.law, 1e21); lossAtBudget(fit, 1e21);
 */
export function fitLossLaw(
  points: readonly LossPoint[],
  {
    resamples = 200,
    level = 0.95,
    seed = 0,
    name = 'own runs',
  }: { resamples?: number; level?: number; seed?: number; name?: string } = {},
): LawFit {
  checkPoints(points);
  const columns = centred(points);
  const everyone = new Float64Array(points.length).fill(1);
  const best = starts(columns, everyone)
    .map((start) => lbfgs(objectiveOf(columns, everyone), start))
    .reduce((least, found) => (found.value < least.value ? found : least));
  const toLaw = (theta: Float64Array): LossLaw => uncentred(theta, columns, name, `${points.length} runs, Huber fit`);
  const u = new Float64Array(points.length);
  const resampled = Array.from({ length: resamples }, (_, i) => {
    uniforms(seed, `scaling-law ${i}`, u);
    const weights = new Float64Array(points.length);
    for (const p of u) weights[Math.floor(p * points.length)]! += 1;
    return toLaw(lbfgs(objectiveOf(columns, weights), best.x).x);
  });
  const interval = (field: 'a' | 'b' | 'e' | 'alpha' | 'beta'): Interval =>
    spread(
      resampled.map((law) => law[field]),
      level,
    );
  return {
    law: toLaw(best.x),
    objective: best.value * DELTA ** 2,
    level,
    intervals: {
      a: interval('a'),
      b: interval('b'),
      e: interval('e'),
      alpha: interval('alpha'),
      beta: interval('beta'),
    },
    resampled,
  };
}

/**
 * The loss that a fitted law foretells for a compute, spent in the best way, and its interval.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example lossAtBudget(fit, 1e21) // { best: { parameters, tokens, loss }, loss: [2.31, 2.36] }
 */
export function lossAtBudget(fit: LawFit, flops: number): { best: Optimum; loss: Interval } {
  const losses = fit.resampled.map((law) => optimum(law, flops).loss);
  return { best: optimum(fit.law, flops), loss: spread(losses, fit.level) };
}

/**
 * Σ Huber_0.001 of a law's residuals in ln L: what the fit makes least.
 *
 * @example lawObjective(LOSS_LAWS.besiroglu, points)
 */
export function lawObjective(law: LossLaw, points: readonly LossPoint[]): number {
  return points.reduce((sum, { parameters, tokens, loss }) => {
    const foretold = law.e + law.a / parameters ** law.alpha + law.b / tokens ** law.beta;
    return sum + huber(Math.log(loss / foretold) / DELTA) * DELTA ** 2;
  }, 0);
}

const huber = (r: number): number => (Math.abs(r) <= 1 ? 0.5 * r * r : Math.abs(r) - 0.5);

function checkPoints(points: readonly LossPoint[]): void {
  for (const point of points) positive({ ...point });
  const sizes = new Set(points.map((point) => point.parameters)).size;
  const amounts = new Set(points.map((point) => point.tokens)).size;
  const refuse = (what: string) => {
    throw new CapitalError(
      'no-runs',
      `A scaling law needs at least ${LEAST} runs of at least three sizes and three amounts of data, not in step: ${what}. Train small models of other sizes, or on other shares of the data.`,
      { fields: { runs: points.length, sizes, amounts } },
    );
  };
  if (points.length < LEAST || sizes < 3 || amounts < 3) {
    refuse(`received ${points.length} runs of ${sizes} sizes and ${amounts} amounts`);
  }
  const { size, data } = centred(points);
  let [nn, dd, nd] = [0, 0, 0];
  for (let i = 0; i < points.length; i++) {
    nn += size[i]! ** 2;
    dd += data[i]! ** 2;
    nd += size[i]! * data[i]!;
  }
  if (nd * nd > 0.995 * nn * dd)
    refuse(`received runs whose data follow their size (correlation ${(nd / Math.sqrt(nn * dd)).toFixed(3)})`);
}

/** ln N and ln D less their means: the five parameters then hardly depend on each other. */
interface Columns {
  size: Float64Array;
  data: Float64Array;
  logLoss: Float64Array;
  meanSize: number;
  meanData: number;
}

function centred(points: readonly LossPoint[]): Columns {
  const size = Float64Array.from(points, (point) => Math.log(point.parameters));
  const data = Float64Array.from(points, (point) => Math.log(point.tokens));
  const average = (column: Float64Array) => column.reduce((sum, value) => sum + value, 0) / column.length;
  const [meanSize, meanData] = [average(size), average(data)];
  return {
    size: size.map((value) => value - meanSize),
    data: data.map((value) => value - meanData),
    logLoss: Float64Array.from(points, (point) => Math.log(point.loss)),
    meanSize,
    meanData,
  };
}

/** Of θ = (a, α, b, β, e) with centred columns; residuals in units of δ. */
function objectiveOf({ size, data, logLoss }: Columns, weights: Float64Array): Objective {
  return (theta, gradient) => {
    const [a, alpha, b, beta, e] = theta as unknown as [number, number, number, number, number]; // five by construction
    gradient.fill(0);
    const fixed = Math.exp(e);
    let sum = 0;
    for (let i = 0; i < size.length; i++) {
      const weight = weights[i]!;
      if (weight === 0) continue;
      const bySize = Math.exp(a - alpha * size[i]!);
      const byData = Math.exp(b - beta * data[i]!);
      const loss = bySize + byData + fixed;
      const r = (logLoss[i]! - Math.log(loss)) / DELTA;
      sum += weight * huber(r);
      // −dHuber/dr ÷ (δ L): each term's share of the loss follows.
      const pull = (-weight * Math.max(-1, Math.min(1, r))) / (DELTA * loss);
      gradient[0]! += pull * bySize;
      gradient[1]! -= pull * bySize * size[i]!;
      gradient[2]! += pull * byData;
      gradient[3]! -= pull * byData * data[i]!;
      gradient[4]! += pull * fixed;
    }
    return Number.isFinite(sum) ? sum : Number.POSITIVE_INFINITY;
  };
}

/** The eight best of a grid over shares of the loss and exponents. */
function starts(columns: Columns, weights: Float64Array): number[][] {
  const objective = objectiveOf(columns, weights);
  const gradient = new Float64Array(5);
  const least = columns.logLoss.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const grid: { value: number; theta: number[] }[] = [];
  for (const alpha of [0.1, 0.3, 0.5, 0.8, 1.5])
    for (const beta of [0.1, 0.3, 0.5, 0.8, 1.5])
      for (const bySize of [0.01, 0.05, 0.2, 0.6])
        for (const byData of [0.01, 0.05, 0.2, 0.6])
          for (const fixed of [0.1, 0.4, 0.7, 0.95]) {
            const theta = [least + Math.log(bySize), alpha, least + Math.log(byData), beta, least + Math.log(fixed)];
            grid.push({ value: objective(Float64Array.from(theta), gradient), theta });
          }
  return grid
    .sort((one, other) => one.value - other.value)
    .slice(0, 8)
    .map(({ theta }) => theta);
}

function uncentred(theta: Float64Array, { meanSize, meanData }: Columns, name: string, source: string): LossLaw {
  const [a, alpha, b, beta, e] = theta as unknown as [number, number, number, number, number]; // five by construction
  return {
    name,
    a: Math.exp(a + alpha * meanSize),
    alpha,
    b: Math.exp(b + beta * meanData),
    beta,
    e: Math.exp(e),
    source,
  };
}

function spread(values: readonly number[], level: number): Interval {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (p: number): number => {
    const place = p * (sorted.length - 1);
    const i = Math.floor(place);
    const low = sorted[i] ?? Number.NaN;
    return low + (place - i) * ((sorted[i + 1] ?? low) - low);
  };
  return [at((1 - level) / 2), at((1 + level) / 2)];
}
