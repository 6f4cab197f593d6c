import { normalCdf } from '@capstan/base';

/** A normal belief. */
export interface Belief {
  readonly mean: number;
  readonly sd: number;
}

/** What measurements y leave of a belief in their common mean, and what the next one will be. */
export interface Posterior {
  readonly figure: Belief;
  readonly next: Belief;
  /** Median deviation of one measurement from the figure. */
  readonly scatter: number;
}

const Z95 = 1.6448536269514722;
const POINTS = 160;
const [LEAST, MOST] = [Math.log(0.0005), Math.log(5)];

/**
 * The hierarchical model: y_i ~ N(figure, scatter²), figure ~ N(prior), ln scatter a Student t with 3 degrees of freedom around
 * `typical` with scale 0.2: what the runs of peers scatter by until one's own say otherwise, with tails that let them. The scatter is
 * summed out on a grid; each belief is given as the normal with the same 5th and 95th percentiles.
 */
export function posteriorOf(prior: Belief, measured: readonly number[], typical: number): Posterior {
  const n = measured.length;
  const average = measured.reduce((sum, y) => sum + y, 0) / n;
  const squares = measured.reduce((sum, y) => sum + (y - average) ** 2, 0);
  const precision = prior.sd ** -2;
  const part = (logScatter: number) => {
    const variance = Math.exp(2 * logScatter);
    const apart = prior.sd ** 2 + variance / n;
    const weight =
      -2 * Math.log1p(((logScatter - Math.log(typical)) / 0.2) ** 2 / 3) -
      (n - 1) * logScatter -
      squares / (2 * variance) -
      Math.log(apart) / 2 -
      (average - prior.mean) ** 2 / (2 * apart);
    const left = 1 / (precision + n / variance);
    return {
      weight,
      mean: (prior.mean * precision + (average * n) / variance) * left,
      variance: left,
      noise: variance,
    };
  };
  const grid = (low: number, high: number) =>
    Array.from({ length: POINTS }, (_, i) => low + ((high - low) * i) / (POINTS - 1));
  // Many runs know the scatter to less than a step: look closer where it may be.
  const rough = grid(LEAST, MOST).map((at) => ({ at, weight: part(at).weight }));
  const peak = Math.max(...rough.map(({ weight }) => weight));
  const likely = rough.filter(({ weight }) => weight > peak - 25).map(({ at }) => at);
  const step = (MOST - LEAST) / (POINTS - 1);
  const fine = grid(likely[0]! - step, likely.at(-1)! + step).map(part);
  const top = Math.max(...fine.map(({ weight }) => weight));
  const parts = fine.filter(({ weight }) => weight > top - 20);
  const weights = parts.map(({ weight }) => Math.exp(weight - top));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const belief = (noisy: 0 | 1): Belief => {
    const sds = parts.map(({ variance, noise }) => Math.sqrt(variance + noisy * noise));
    const at = (p: number): number => {
      let low = Math.min(...parts.map(({ mean }, i) => mean - 9 * sds[i]!));
      let high = Math.max(...parts.map(({ mean }, i) => mean + 9 * sds[i]!));
      for (let i = 0; i < 45; i++) {
        const middle = (low + high) / 2;
        const below =
          parts.reduce((sum, { mean }, k) => sum + weights[k]! * normalCdf((middle - mean) / sds[k]!), 0) / all;
        if (below < p) low = middle;
        else high = middle;
      }
      return (low + high) / 2;
    };
    const [low, high] = [at(0.05), at(0.95)];
    return { mean: (low + high) / 2, sd: (high - low) / (2 * Z95) };
  };
  let passed = 0;
  const middle = parts.findIndex((_, i) => {
    passed += weights[i]!;
    return passed >= all / 2;
  });
  return { figure: belief(0), next: belief(1), scatter: Math.sqrt(parts[middle]!.noise) };
}
