import { normalCdf } from '@capstan/base';
import { positive } from '../../check.ts';
import { cdf, quantile } from '../../distribution/read.ts';
import { CapitalError } from '../../errors.ts';
import type { Measured } from './calibrate.ts';

/** A past forecast beside what came. */
export interface ScoredForecast {
  readonly forecast: Measured;
  readonly actual: number;
}

/** How good past forecasts were. */
export interface Scores {
  count: number;
  /** Mean continuous ranked probability score, in the figure's own unit; less is better. */
  crps: number;
  /** Mean −ln density; less is better. */
  logScore: number;
  /** Share of the actual figures inside the 50 % and the 90 % interval: should be near 0.5 and 0.9. */
  coverage50: number;
  coverage90: number;
  /** Geometric mean of actual over median: above 1 the forecasts were too low. */
  bias: number;
}

/**
 * CRPS of a lognormal forecast, in the unit of the figure (Baran and Lerch 2015, equation 4).
 *
 * @throws {CapitalError} bad-number — unless the actual figure is above 0
 * @example crps({ kind: 'lognormal', mu: 0, sigma: 1 }, 1.5)
 */
export function crps(forecast: Measured, actual: number): number {
  positive({ actual });
  if (forecast.kind === 'logitnormal') return crpsOfShare(forecast, actual);
  const { mu, sigma } = forecast;
  if (sigma === 0) return Math.abs(actual - Math.exp(mu));
  const z = (Math.log(actual) - mu) / sigma;
  const tail = normalCdf(z - sigma) + normalCdf(sigma / Math.SQRT2) - 1;
  return actual * (2 * normalCdf(z) - 1) - 2 * Math.exp(mu + (sigma * sigma) / 2) * tail;
}

/** E|X − actual| − E|X − X′|/2 over the quantiles of a share. */
function crpsOfShare(forecast: Measured, actual: number): number {
  const points = 400;
  const values = Array.from({ length: points }, (_, i) => quantile(forecast, (i + 0.5) / points));
  const near = values.reduce((sum, value) => sum + Math.abs(value - actual), 0) / points;
  // Of sorted values, Σ|x_i − x_j| = 2 Σ (2i + 1 − n) x_i.
  const apart = values.reduce((sum, value, i) => sum + (2 * i + 1 - points) * value, 0) / points ** 2;
  return near - apart;
}

/**
 * Scores past forecasts with what then came.
 *
 * @throws {CapitalError} no-runs — when there are none
 * @example scoreForecasts([{ forecast: forecast.chipHours, actual: 1210 }])
 */
export function scoreForecasts(past: readonly ScoredForecast[]): Scores {
  if (past.length === 0) {
    throw new CapitalError(
      'no-runs',
      'There are no past forecasts to score: forecast a run, run it, and score it then.',
    );
  }
  const average = (of: (one: ScoredForecast) => number) => past.reduce((sum, one) => sum + of(one), 0) / past.length;
  const within = (level: number) =>
    average(({ forecast, actual }) => {
      const p = cdf(forecast, actual);
      return p >= (1 - level) / 2 && p <= (1 + level) / 2 ? 1 : 0;
    });
  return {
    count: past.length,
    crps: average(({ forecast, actual }) => crps(forecast, actual)),
    logScore: average(({ forecast: { kind, mu, sigma }, actual }) => {
      const share = kind === 'logitnormal';
      const z = (Math.log(share ? actual / (1 - actual) : actual) - mu) / sigma;
      const slope = share ? actual * (1 - actual) : actual; // dx over the logarithm's or the logit's
      return 0.5 * z * z + Math.log(sigma * slope * Math.sqrt(2 * Math.PI));
    }),
    coverage50: within(0.5),
    coverage90: within(0.9),
    bias: Math.exp(average(({ forecast, actual }) => Math.log(actual / quantile(forecast, 0.5)))),
  };
}
