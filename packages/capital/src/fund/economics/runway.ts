import { normalCdf } from '@capstan/base';
import { checked } from '../../checked.ts';

/** Cash that drifts and spreads: a Brownian motion. */
export interface CashDrift {
  cash: number;
  /** Mean change a month: −burn. */
  drift: number;
  /** Standard deviation of a month's change. */
  deviation: number;
}

/**
 * P(cash reaches 0 within `months`): the first passage of drifted Brownian motion (inverse Gaussian),
 * Φ((−x−μT)/σ√T) + e^(−2μx/σ²)·Φ((−x+μT)/σ√T). Cash looked at only at month ends is ruined less often.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example ruinProbability({ cash: 1_800_000, drift: -150_000, deviation: 80_000 }, 12) // 0.530532
 */
export function ruinProbability({ cash, drift, deviation }: CashDrift, months: number): number {
  checked('cash', cash);
  checked('drift', drift);
  checked('deviation', deviation, { least: 0 });
  checked('months', months, { least: 0 });
  if (cash <= 0) return 1;
  if (months === 0) return 0;
  if (deviation === 0) return cash + drift * months <= 0 ? 1 : 0;
  const spread = deviation * Math.sqrt(months);
  const direct = normalCdf((-cash - drift * months) / spread);
  // Together in logarithms: the power overflows where Φ vanishes.
  const reflected = Math.exp((-2 * drift * cash) / deviation ** 2 + logNormalCdf((-cash + drift * months) / spread));
  return Math.min(1, direct + reflected);
}

/** P(cash ever reaches 0): 1 with a drift of 0 or less. @example everRuined({ cash: 1e6, drift: 50_000, deviation: 200_000 }) */
export function everRuined({ cash, drift, deviation }: CashDrift): number {
  checked('deviation', deviation, { least: 0 });
  if (checked('cash', cash) <= 0) return 1;
  if (checked('drift', drift) <= 0) return drift === 0 && deviation === 0 ? 0 : 1;
  return deviation === 0 ? 0 : Math.exp((-2 * drift * cash) / deviation ** 2);
}

/**
 * The months after which P(ruin) reaches `probability`; null when it never does.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example runway({ cash: 1_800_000, drift: -150_000, deviation: 80_000 }, 0.1) // about 9.7: not the 12 of cash ÷ burn
 */
export function runway(drift: CashDrift, probability: number): number | null {
  checked('probability', probability, { above: 0, below: 1 });
  if (everRuined(drift) < probability) return null;
  let high = 1;
  while (ruinProbability(drift, high) < probability) {
    high *= 2;
    if (high > 1e9) return null;
  }
  let low = 0;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (ruinProbability(drift, middle) < probability) low = middle;
    else high = middle;
  }
  return high;
}

/** ln Φ(z); far out by Mills's ratio as a continued fraction, where Φ itself is 0 in doubles. */
function logNormalCdf(z: number): number {
  if (z > -20) return Math.log(normalCdf(z));
  const x = -z;
  let fraction = x;
  for (let k = 40; k >= 1; k--) fraction = x + k / fraction;
  return -0.5 * x * x - 0.5 * Math.log(2 * Math.PI) - Math.log(fraction);
}
