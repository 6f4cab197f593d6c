import { betaCdf, normalCdf, normalQuantile } from '@capstan/base';
import { checked } from '../../checked.ts';
import type { Distribution } from '../../distribution/distribution.ts';
import { beta } from '../../distribution/make.ts';

/** How many of those who saw a variant did what was hoped for. */
export interface Arm {
  trials: number;
  successes: number;
}

/**
 * People needed in each arm to tell two rates apart, before rounding up. 'pooled' takes the test's variance under no difference
 * from the mean rate, 'unpooled' from each.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example sampleSize({ base: 0.1, treated: 0.12, alpha: 0.05, power: 0.8, variance: 'pooled' }) // 3840.85
 */
export function sampleSize(given: {
  base: number;
  treated: number;
  alpha: number;
  power: number;
  variance: 'pooled' | 'unpooled';
}): number {
  const base = checked('base', given.base, { above: 0, below: 1 });
  const treated = checked('treated', given.treated, { above: 0, below: 1 });
  const difference = checked('The difference of the rates', Math.abs(treated - base), { above: 0 });
  const z = normalQuantile(1 - checked('alpha', given.alpha, { above: 0, below: 1 }) / 2);
  const power = normalQuantile(checked('power', given.power, { above: 0, below: 1 }));
  const each = base * (1 - base) + treated * (1 - treated);
  const mean = (base + treated) / 2;
  const under = given.variance === 'pooled' ? 2 * mean * (1 - mean) : each;
  return (z * Math.sqrt(under) + power * Math.sqrt(each)) ** 2 / difference ** 2;
}

/**
 * The z test of two rates, B − A: pooled for the p value (two-sided), unpooled for the interval. Look once, at the size planned.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example compareRates({ trials: 1000, successes: 100 }, { trials: 1000, successes: 130 }).p
 */
export function compareRates(
  a: Arm,
  b: Arm,
  level = 0.95,
): { difference: number; low: number; high: number; z: number; p: number } {
  const [rateA, rateB] = [rate('A', a), rate('B', b)];
  checked('level', level, { above: 0, below: 1 });
  const difference = rateB - rateA;
  const pooled = (a.successes + b.successes) / (a.trials + b.trials);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / a.trials + 1 / b.trials));
  const z = error === 0 ? 0 : difference / error;
  const width = normalQuantile((1 + level) / 2) * Math.sqrt(spread(rateA, a.trials) + spread(rateB, b.trials));
  return { difference, low: difference - width, high: difference + width, z, p: 2 * normalCdf(-Math.abs(z)) };
}

/**
 * A p value that holds however often one looks: the mixture sequential probability ratio test (Johari, Pekelis and Walsh 2015), the
 * effect mixed over N(0, τ²). Take the least so far, and stop below α.
 *
 * @param scale τ: the size of effect hoped for
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example sequentialP({ trials: 500, successes: 50 }, { trials: 500, successes: 75 }, 0.02)
 */
export function sequentialP(a: Arm, b: Arm, scale: number): number {
  const difference = rate('B', b) - rate('A', a);
  const pooled = (a.successes + b.successes) / (a.trials + b.trials);
  const variance = spread(pooled, a.trials) + spread(pooled, b.trials);
  const mixed = checked('scale', scale, { above: 0 }) ** 2;
  if (variance === 0) return 1;
  const logRatio =
    0.5 * Math.log(variance / (variance + mixed)) + (mixed * difference ** 2) / (2 * variance * (variance + mixed));
  return Math.min(1, Math.exp(-logRatio));
}

/**
 * What a test teaches: each arm's rate as a beta, for the plan; how likely B is better; what choosing each would lose on average.
 * May be looked at at any time; stop when the loss of one is below what you care for.
 *
 * @param prior successes and failures already believed in, 1 and 1 when not given
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example const { better, b } = learnFromTest({ trials: 1000, successes: 100 }, { trials: 1000, successes: 130 })
 */
export function learnFromTest(
  a: Arm,
  b: Arm,
  prior: { a: number; b: number } = { a: 1, b: 1 },
): { a: Distribution; b: Distribution; better: number; lossOfA: number; lossOfB: number } {
  rate('A', a);
  rate('B', b);
  checked('prior.a', prior.a, { above: 0 });
  checked('prior.b', prior.b, { above: 0 });
  const shape = (arm: Arm): [number, number] => [prior.a + arm.successes, prior.b + arm.trials - arm.successes];
  const [shapeA, shapeB] = [shape(a), shape(b)];
  const range = [shapeA, shapeB].map(([s, f]) => ({
    mean: s / (s + f),
    deviation: Math.sqrt((s * f) / ((s + f) ** 2 * (s + f + 1))),
  }));
  const low = Math.max(0, Math.min(...range.map(({ mean, deviation }) => mean - 12 * deviation)));
  const high = Math.min(1, Math.max(...range.map(({ mean, deviation }) => mean + 12 * deviation)));
  // P(B > A) = ∫ F_A dF_B, and E(A − B)⁺ = ∫ F_B·(1 − F_A), both by the trapezium on a fine grid.
  const steps = 4000;
  const width = (high - low) / steps;
  let [better, lossOfA, lossOfB] = [0, 0, 0];
  let [atA, atB] = [betaCdf(...shapeA, low), betaCdf(...shapeB, low)];
  for (let i = 1; i <= steps; i++) {
    const x = low + i * width;
    const [nextA, nextB] = [betaCdf(...shapeA, x), betaCdf(...shapeB, x)];
    better += ((atA + nextA) / 2) * (nextB - atB);
    lossOfB += (width * (atB * (1 - atA) + nextB * (1 - nextA))) / 2;
    lossOfA += (width * (atA * (1 - atB) + nextA * (1 - nextB))) / 2;
    [atA, atB] = [nextA, nextB];
  }
  return { a: beta(...shapeA), b: beta(...shapeB), better, lossOfA, lossOfB };
}

function rate(name: string, { trials, successes }: Arm): number {
  checked(`trials of ${name}`, trials, { least: 1 });
  return checked(`successes of ${name}`, successes, { least: 0, most: trials }) / trials;
}

function spread(share: number, trials: number): number {
  return (share * (1 - share)) / trials;
}
