import { log } from '@capstan/base';
import { CapitalError } from '../errors.ts';
import { parseQuantity } from '../quantity/quantity.ts';
import type { Distribution, Uncertain } from './distribution.ts';

/** Φ⁻¹(0.95): half the width, in standard deviations, of the interval that 'low to high' states. */
const Z95 = 1.6448536269514722;

function check(holds: boolean, expected: string, given: object): void {
  if (holds) return;
  throw new CapitalError('bad-distribution', `Expected ${expected}, received ${JSON.stringify(given)}.`, {
    fields: { ...given },
  });
}

/**
 * A normal distribution.
 *
 * @throws {CapitalError} bad-distribution — where no distribution has such parameters
 * @example normal(100, 15)
 */
export function normal(mean: number, sd: number): Distribution {
  check(Number.isFinite(mean) && sd >= 0 && Number.isFinite(sd), 'a normal with a finite mean and sd ≥ 0', {
    mean,
    sd,
  });
  return { kind: 'normal', mean, sd };
}

/** A lognormal by the mean and deviation of its logarithm, or by its own. @example lognormal({ mean: 120, sd: 40 }) */
export function lognormal(by: { mu: number; sigma: number } | { mean: number; sd: number }): Distribution {
  if ('mu' in by) {
    check(
      Number.isFinite(by.mu) && by.sigma >= 0 && by.sigma < 30,
      'a lognormal with a finite mu and 0 ≤ sigma < 30',
      by,
    );
    return { kind: 'lognormal', mu: by.mu, sigma: by.sigma };
  }
  check(by.mean > 0 && by.sd >= 0 && Number.isFinite(by.mean + by.sd), 'a lognormal with mean > 0 and sd ≥ 0', by);
  const variance = log(1 + (by.sd / by.mean) ** 2);
  return { kind: 'lognormal', mu: log(by.mean) - variance / 2, sigma: Math.sqrt(variance) };
}

/**
 * The distribution with its 5th percentile at `low` and its 95th at `high`: lognormal when both are above zero, else normal,
 * as Squiggle's `low to high`.
 *
 * @throws {CapitalError} bad-distribution — unless low < high
 * @example to(5, 10) // lognormal with mean 7.2298
 */
export function to(low: number, high: number): Distribution {
  check(low < high && Number.isFinite(low) && Number.isFinite(high), "'low to high' with low < high", { low, high });
  if (low <= 0) return { kind: 'normal', mean: (low + high) / 2, sd: (high - low) / (2 * Z95) };
  return { kind: 'lognormal', mu: (log(low) + log(high)) / 2, sigma: (log(high) - log(low)) / (2 * Z95) };
}

/** All values between equally likely. @example uniform(0.2, 0.4) */
export function uniform(low: number, high: number): Distribution {
  check(low <= high && Number.isFinite(low) && Number.isFinite(high), 'a uniform with low ≤ high', { low, high });
  return { kind: 'uniform', low, high };
}

/** A triangle from `low` over `mode` to `high`. @example triangular(1, 2, 5) */
export function triangular(low: number, mode: number, high: number): Distribution {
  check(low <= mode && mode <= high && Number.isFinite(high - low), 'low ≤ mode ≤ high', { low, mode, high });
  return low === high ? { kind: 'constant', value: low } : { kind: 'triangular', low, mode, high };
}

/** Beta on [low, high]. @example beta(8, 2) // a share near 0.8 */
export function beta(a: number, b: number, low = 0, high = 1): Distribution {
  check(a > 0 && b > 0 && low < high && Number.isFinite(a + b + high - low), 'a beta with a, b > 0 and low < high', {
    a,
    b,
    low,
    high,
  });
  return { kind: 'beta', a, b, low, high };
}

/**
 * PERT: a beta on [low, high] with the mean (low + 4 mode + high) / 6 (Malcolm et al. 1959).
 *
 * @example pert(3, 4, 9) // months to hire
 */
export function pert(low: number, mode: number, high: number): Distribution {
  check(low <= mode && mode <= high && Number.isFinite(high - low), 'low ≤ mode ≤ high', { low, mode, high });
  if (low === high) return { kind: 'constant', value: low };
  return beta(1 + (4 * (mode - low)) / (high - low), 1 + (4 * (high - mode)) / (high - low), low, high);
}

/** Gamma by shape and scale; its mean is their product. @example gamma(2, 3) */
export function gamma(shape: number, scale: number): Distribution {
  check(shape > 0 && scale > 0 && Number.isFinite(shape * scale), 'a gamma with shape, scale > 0', { shape, scale });
  return { kind: 'gamma', shape, scale };
}

/** Some values with weights, which need not sum to one. @example discrete([[0, 0.7], [250_000, 0.3]]) */
export function discrete(pairs: readonly (readonly [value: number, weight: number])[]): Distribution {
  const sorted = pairs.toSorted(([a], [b]) => a - b);
  const weights = normalised(sorted.map(([, weight]) => weight));
  check(
    sorted.every(([value]) => Number.isFinite(value)),
    'finite values',
    { pairs },
  );
  return { kind: 'discrete', values: sorted.map(([value]) => value), weights };
}

/** One of several distributions, by weight. @example mixture([[to(5, 10), 0.8], [to(50, 100), 0.2]]) */
export function mixture(pairs: readonly (readonly [part: Uncertain, weight: number])[]): Distribution {
  return {
    kind: 'mixture',
    parts: pairs.map(([part]) => distribution(part)),
    weights: normalised(pairs.map(([, weight]) => weight)),
  };
}

/** What was measured, linear between the sorted values. @example empirical([12.1, 11.8, 13.4]) */
export function empirical(values: readonly number[]): Distribution {
  check(values.length > 0 && values.every(Number.isFinite), 'at least one finite value', { values });
  return { kind: 'empirical', values: values.toSorted((a, b) => a - b) };
}

/** A distribution kept between two values, or on one side of one. @example truncated(normal(0.4, 0.1), 0, 1) */
export function truncated(of: Uncertain, low?: number, high?: number): Distribution {
  check((low ?? Number.NEGATIVE_INFINITY) < (high ?? Number.POSITIVE_INFINITY), 'a truncation with low < high', {
    low,
    high,
  });
  return {
    kind: 'truncated',
    of: distribution(of),
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
  };
}

function normalised(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  check(
    weights.length > 0 && weights.every((w) => w >= 0) && sum > 0 && Number.isFinite(sum),
    'weights ≥ 0 with a sum above 0',
    { weights },
  );
  return weights.map((weight) => weight / sum);
}

const INTERVAL = /^\s*(.+?)\s+to\s+(.+?)\s*$/i;

/**
 * A distribution from what a plan may hold: a number, '5 to 10' (see {@link to}), '5% to 10%', '20k to 80k', or a
 * distribution as it is.
 *
 * @throws {CapitalError} bad-distribution, bad-number — where no distribution has such parameters, or a figure is negative, endless or none where it may not be
 * @example distribution('5 to 10')
 */
export function distribution(from: Uncertain): Distribution {
  if (typeof from === 'object') return from;
  if (typeof from === 'number') {
    check(Number.isFinite(from), 'a finite number', { received: String(from) });
    return { kind: 'constant', value: from };
  }
  const interval = INTERVAL.exec(from);
  const dash = /^\s*([\d_.]+[kM%]?)\s*(?:-|–|—|\.\.\.?|…)\s*([\d_.]+[kM%]?)\s*$/.exec(from);
  check(!dash, `'${dash?.[1]} to ${dash?.[2]}' for a range`, { received: from });
  if (!interval) return { kind: 'constant', value: plain(from) };
  return to(plain(interval[1]!), plain(interval[2]!));
}

function plain(text: string): number {
  const { value, unit } = parseQuantity(text);
  check(unit === '1' || unit === '%', "a number, or an interval such as '5 to 10'; units stand in the field 'unit'", {
    received: text,
  });
  return unit === '%' ? value / 100 : value;
}
