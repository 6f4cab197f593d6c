import { betaQuantile, normalQuantile } from '@capstan/base';
import { checked } from '../../checked.ts';
import type { Distribution } from '../../distribution/distribution.ts';
import { beta } from '../../distribution/make.ts';
import { CapitalError } from '../../errors.ts';

/** One customer: how long it has been one, and whether it has left; one still there tells only that it lasted so long. */
export interface Tenure {
  months: number;
  left: boolean;
}

export interface Retention {
  months: number;
  atRisk: number;
  left: number;
  /** Estimated part that stays longer than `months`. */
  survival: number;
  /** Greenwood's standard error. */
  error: number;
  low: number;
  high: number;
}

/**
 * Kaplan and Meier's retention, a row for each time at which someone left. Its interval is of log(−log S), which stays within 0 and
 * 1 (Kalbfleisch and Prentice).
 *
 * @throws {CapitalError} bad-input — without customers
 * @throws {CapitalError} bad-number — on negative times
 * @example kaplanMeier(tenures).find(({ survival }) => survival <= 0.5)?.months // the median
 */
export function kaplanMeier(tenures: readonly Tenure[], level = 0.95): Retention[] {
  if (tenures.length === 0) throw new CapitalError('bad-input', 'Expected at least one customer, received none.');
  checked('level', level, { above: 0, below: 1 });
  for (const { months } of tenures) checked('months', months, { least: 0 });
  const z = normalQuantile((1 + level) / 2);
  const times = [...new Set(tenures.filter(({ left }) => left).map(({ months }) => months))].sort((a, b) => a - b);
  let [survival, greenwood] = [1, 0];
  return times.map((months) => {
    const atRisk = tenures.filter((each) => each.months >= months).length;
    const left = tenures.filter((each) => each.left && each.months === months).length;
    survival *= 1 - left / atRisk;
    greenwood += left / (atRisk * (atRisk - left)); // Σ d ÷ (n(n − d)), infinite once all have left
    const width = (z * Math.sqrt(greenwood)) / -Math.log(survival);
    const ended = survival === 0;
    return {
      months,
      atRisk,
      left,
      survival,
      error: ended ? 0 : survival * Math.sqrt(greenwood),
      low: ended ? 0 : survival ** Math.exp(width),
      high: ended ? 0 : survival ** Math.exp(-width),
    };
  });
}

export interface ChurnPosterior {
  /** Of the monthly churn, for the plan. */
  distribution: Distribution;
  mean: number;
  low: number;
  high: number;
}

/**
 * What customers so far teach about monthly churn: a beta prior, updated by months survived and customers lost. The prior's `a` and
 * `b` count as losses and months already seen; 1 and 1 say nothing.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example churnPosterior(tenures, { a: 1, b: 19 }).distribution // goes where the plan says churn
 */
export function churnPosterior(
  tenures: readonly Tenure[],
  prior: { a: number; b: number } = { a: 1, b: 1 },
  level = 0.9,
): ChurnPosterior {
  checked('a', prior.a, { above: 0 });
  checked('b', prior.b, { above: 0 });
  const lost = tenures.filter(({ left }) => left).length;
  const exposed = tenures.reduce((sum, { months }) => sum + checked('months', months, { least: 0 }), 0);
  if (exposed < lost)
    throw new CapitalError(
      'bad-input',
      `${lost} customers left within ${exposed} customer-months. A customer who left counts at least the month in which it did.`,
      { fields: { lost, exposed } },
    );
  const [a, b] = [prior.a + lost, prior.b + exposed - lost];
  return {
    distribution: beta(a, b),
    mean: a / (a + b),
    low: betaQuantile(a, b, (1 - level) / 2),
    high: betaQuantile(a, b, (1 + level) / 2),
  };
}
