import {
  betaCdf,
  betaQuantile,
  exp,
  gammaCdf,
  gammaQuantile,
  log,
  normalCdf,
  normalDensity,
  normalQuantile,
} from '@capstan/base';
import { latinHypercube } from '../random/columns.ts';
import { fillNormals } from '../vector/columns.ts';
import type { Distribution } from './distribution.ts';
import { logistic, normalBetween, normalMass, overProbability } from './tails.ts';

/**
 * The value that is not exceeded with probability `p`.
 *
 * @example quantile(to(5, 10), 0.95) // 10
 */
export function quantile(d: Distribution, p: number): number {
  switch (d.kind) {
    case 'constant':
      return d.value;
    case 'normal':
      return d.sd === 0 ? d.mean : d.mean + d.sd * normalQuantile(p);
    case 'lognormal':
      return d.sigma === 0 ? exp(d.mu) : exp(d.mu + d.sigma * normalQuantile(p));
    case 'logitnormal':
      return logistic(d.sigma === 0 ? d.mu : d.mu + d.sigma * normalQuantile(p));
    case 'uniform':
      return d.low + p * (d.high - d.low);
    case 'triangular': {
      const width = d.high - d.low;
      const left = (d.mode - d.low) / width;
      return p < left
        ? d.low + Math.sqrt(p * width * (d.mode - d.low))
        : d.high - Math.sqrt((1 - p) * width * (d.high - d.mode));
    }
    case 'beta':
      return d.low + (d.high - d.low) * betaQuantile(d.a, d.b, p);
    case 'gamma':
      return d.scale * gammaQuantile(d.shape, p);
    case 'discrete': {
      let sum = 0;
      for (let i = 0; i < d.values.length; i++) {
        sum += d.weights[i]!;
        if (p <= sum) return d.values[i]!;
      }
      return d.values.at(-1)!;
    }
    case 'empirical': {
      const at = p * (d.values.length - 1);
      const i = Math.min(Math.floor(at), d.values.length - 1);
      const next = d.values[i + 1] ?? d.values[i]!;
      return d.values[i]! + (at - i) * (next - d.values[i]!);
    }
    case 'truncated': {
      const { low, high } = bounds(d);
      const scores = scoresOf(d.of, low, high);
      // By scores in the upper tail only: elsewhere the plain way is as exact.
      if (scores && scores.a > 0)
        return Math.min(Math.max(scores.value(normalBetween(scores.a, scores.b, p)), low), high);
      const below = cdf(d.of, low);
      return Math.min(Math.max(quantile(d.of, below + p * (cdf(d.of, high) - below)), low), high);
    }
    case 'mixture':
      return mixtureQuantile(d, p);
  }
}

function bounds(d: Distribution & { kind: 'truncated' }): { low: number; high: number } {
  return { low: d.low ?? Number.NEGATIVE_INFINITY, high: d.high ?? Number.POSITIVE_INFINITY };
}

/** Normal scores of a truncation's ends, and the value at a score, where the distribution is a normal in some scale. */
function scoresOf(
  d: Distribution,
  low: number,
  high: number,
): { a: number; b: number; value(z: number): number } | undefined {
  if (d.kind === 'normal' && d.sd > 0)
    return { a: (low - d.mean) / d.sd, b: (high - d.mean) / d.sd, value: (z) => d.mean + d.sd * z };
  if (d.kind !== 'lognormal' || d.sigma === 0) return undefined;
  const score = (x: number): number => (x <= 0 ? Number.NEGATIVE_INFINITY : (log(x) - d.mu) / d.sigma);
  return { a: score(low), b: score(high), value: (z) => exp(d.mu + d.sigma * z) };
}

/** By halving between the parts' own quantiles: they enclose the mixture's. */
function mixtureQuantile(d: Distribution & { kind: 'mixture' }, p: number): number {
  const present = d.parts.filter((_, i) => d.weights[i]! > 0);
  const ends = present.map((part) => quantile(part, p));
  let low = Math.min(...ends);
  let high = Math.max(...ends);
  if (cdf(d, low) >= p || low === high) return low;
  for (let i = 0; i < 200; i++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (cdf(d, middle) >= p) high = middle;
    else low = middle;
  }
  return high;
}

/** The probability of at most `x`. @example cdf(to(5, 10), 5) // 0.05 */
export function cdf(d: Distribution, x: number): number {
  switch (d.kind) {
    case 'constant':
      return x >= d.value ? 1 : 0;
    case 'normal':
      return d.sd === 0 ? (x >= d.mean ? 1 : 0) : normalCdf((x - d.mean) / d.sd);
    case 'lognormal':
      if (x <= 0) return 0;
      return d.sigma === 0 ? (log(x) >= d.mu ? 1 : 0) : normalCdf((log(x) - d.mu) / d.sigma);
    case 'logitnormal':
      if (x <= 0 || x >= 1) return x >= 1 ? 1 : 0;
      return d.sigma === 0 ? (x >= logistic(d.mu) ? 1 : 0) : normalCdf((log(x / (1 - x)) - d.mu) / d.sigma);
    case 'uniform':
      return x >= d.high ? 1 : x <= d.low ? 0 : (x - d.low) / (d.high - d.low);
    case 'triangular': {
      if (x <= d.low) return 0;
      if (x >= d.high) return 1;
      const width = d.high - d.low;
      return x < d.mode
        ? (x - d.low) ** 2 / (width * (d.mode - d.low))
        : 1 - (d.high - x) ** 2 / (width * (d.high - d.mode));
    }
    case 'beta':
      return betaCdf(d.a, d.b, (x - d.low) / (d.high - d.low));
    case 'gamma':
      return gammaCdf(d.shape, x / d.scale);
    case 'discrete':
      return d.values.reduce((sum, value, i) => (value <= x ? sum + d.weights[i]! : sum), 0);
    case 'empirical': {
      const last = d.values.length - 1;
      if (x >= d.values[last]!) return 1;
      const i = d.values.findLastIndex((value) => value <= x);
      if (i < 0) return 0;
      return (i + (x - d.values[i]!) / (d.values[i + 1]! - d.values[i]!)) / last;
    }
    case 'truncated': {
      const { low, high } = bounds(d);
      if (x < low) return 0;
      if (x >= high) return 1;
      const below = cdf(d.of, low);
      return (cdf(d.of, x) - below) / (cdf(d.of, high) - below);
    }
    case 'mixture':
      return d.parts.reduce((sum, part, i) => sum + d.weights[i]! * cdf(part, x), 0);
  }
}

/** The mean; of a truncated distribution by quadrature. @example mean(to(5, 10)) // 7.2298 */
export function mean(d: Distribution): number {
  return moments(d).mean;
}

/** The standard deviation. @example sd(uniform(0, 1)) // 0.2887 */
export function sd(d: Distribution): number {
  return Math.sqrt(Math.max(0, moments(d).variance));
}

function moments(d: Distribution): { mean: number; variance: number } {
  switch (d.kind) {
    case 'constant':
      return { mean: d.value, variance: 0 };
    case 'normal':
      return { mean: d.mean, variance: d.sd ** 2 };
    case 'lognormal': {
      const m = exp(d.mu + d.sigma ** 2 / 2);
      return { mean: m, variance: m * m * (exp(d.sigma ** 2) - 1) };
    }
    case 'logitnormal':
      return byQuadrature(d);
    case 'uniform':
      return { mean: (d.low + d.high) / 2, variance: (d.high - d.low) ** 2 / 12 };
    case 'triangular': {
      const { low: a, mode: c, high: b } = d;
      return { mean: (a + b + c) / 3, variance: (a * a + b * b + c * c - a * b - a * c - b * c) / 18 };
    }
    case 'beta': {
      const sum = d.a + d.b;
      const width = d.high - d.low;
      return { mean: d.low + (width * d.a) / sum, variance: (width ** 2 * d.a * d.b) / (sum ** 2 * (sum + 1)) };
    }
    case 'gamma':
      return { mean: d.shape * d.scale, variance: d.shape * d.scale ** 2 };
    case 'discrete':
      return mixed(
        d.values.map((value) => ({ mean: value, variance: 0 })),
        d.weights,
      );
    case 'mixture':
      return mixed(d.parts.map(moments), d.weights);
    case 'empirical': {
      // Linear between values: every piece is a uniform.
      const pieces = d.values.slice(1).map((value, i) => moments({ kind: 'uniform', low: d.values[i]!, high: value }));
      return pieces.length === 0
        ? { mean: d.values[0]!, variance: 0 }
        : mixed(
            pieces,
            pieces.map(() => 1 / pieces.length),
          );
    }
    case 'truncated': {
      if (d.of.kind === 'normal' && d.of.sd > 0) return truncatedNormal(d.of, bounds(d));
      if (d.of.kind === 'lognormal' && d.of.sigma > 0) return truncatedLognormal(d.of, bounds(d));
      return byQuadrature(d);
    }
  }
}

function truncatedNormal(
  of: { mean: number; sd: number },
  { low, high }: { low: number; high: number },
): { mean: number; variance: number } {
  const a = (low - of.mean) / of.sd;
  const b = (high - of.mean) / of.sd;
  const [fa, fb] = [normalDensity(a), normalDensity(b)];
  const mass = normalMass(a, b);
  const shift = (fa - fb) / mass;
  const edge = (Number.isFinite(a) ? a * fa : 0) - (Number.isFinite(b) ? b * fb : 0);
  return { mean: of.mean + of.sd * shift, variance: of.sd ** 2 * (1 + edge / mass - shift ** 2) };
}

/** E[X^k | a < Z ≤ b] = e^(kμ + k²σ²/2) · mass of (a − kσ, b − kσ) / mass of (a, b). */
function truncatedLognormal(
  of: Distribution & { kind: 'lognormal' },
  { low, high }: { low: number; high: number },
): { mean: number; variance: number } {
  const { a, b } = scoresOf(of, low, high)!;
  const moment = (k: number): number =>
    (exp(k * of.mu + (k * of.sigma) ** 2 / 2) * normalMass(a - k * of.sigma, b - k * of.sigma)) / normalMass(a, b);
  const m = moment(1);
  return { mean: m, variance: moment(2) - m * m };
}

function byQuadrature(d: Distribution): { mean: number; variance: number } {
  const upper = (q: number): number => quantile(d, 1 - Math.max(q, 2 ** -53));
  const m = overProbability((p) => quantile(d, p), upper);
  return {
    mean: m,
    variance: overProbability(
      (p) => (quantile(d, p) - m) ** 2,
      (q) => (upper(q) - m) ** 2,
    ),
  };
}

function mixed(parts: readonly { mean: number; variance: number }[], weights: readonly number[]) {
  const m = parts.reduce((sum, part, i) => sum + weights[i]! * part.mean, 0);
  const variance = parts.reduce((sum, part, i) => sum + weights[i]! * (part.variance + (part.mean - m) ** 2), 0);
  return { mean: m, variance };
}

/**
 * Turns each probability of a column into the distribution's value, in place or into `out`.
 *
 * @example transform(to(5, 10), latinHypercube(7, 'price', new Float64Array(1000)))
 */
export function transform(d: Distribution, u: Float64Array, out: Float64Array = u): Float64Array {
  if (d.kind === 'normal' || d.kind === 'lognormal') {
    const [at, scale] = d.kind === 'normal' ? [d.mean, d.sd] : [d.mu, d.sigma];
    if (scale !== 0 && fillNormals(u, out, { intercept: at, slope: scale, power: d.kind === 'lognormal' })) return out;
    for (let i = 0; i < u.length; i++) out[i] = scale === 0 ? at : at + scale * normalQuantile(u[i]!);
    if (d.kind === 'lognormal') for (let i = 0; i < u.length; i++) out[i] = exp(out[i]!);
    return out;
  }
  for (let i = 0; i < u.length; i++) out[i] = quantile(d, u[i]!);
  return out;
}

/**
 * Draws `count` values by a Latin hypercube: the same for the same seed and stream, on every machine.
 *
 * @example sample(to(5, 10), { seed: 7, stream: 'price', count: 10_000 })
 */
export function sample(
  d: Distribution,
  { seed, stream, count }: { seed: number; stream: string; count: number },
): Float64Array {
  return transform(d, latinHypercube(seed, stream, new Float64Array(count)));
}
