import type { Confidence } from '../../distribution/assumption.ts';
import type { Driver } from './drivers.ts';

/** Of a spread, what comes from where: the standings of assumptions, and whether rounds close. */
export type SpreadShares = Readonly<Record<Confidence | 'rounds', number>>;

/** Squared swings of the cash at the end, as shares of their sum. */
export function spreadOf(
  drivers: readonly Driver[],
  confidenceOf: (name: string) => Confidence | undefined,
): SpreadShares {
  const spread = { measured: 0, contract: 0, published: 0, guess: 0, rounds: 0 };
  for (const { name, cashAtLow, cashAtHigh } of drivers)
    spread[confidenceOf(name) ?? 'rounds'] += (cashAtHigh - cashAtLow) ** 2;
  const sum = Object.values(spread).reduce((all, each) => all + each, 0);
  if (sum > 0) for (const key of Object.keys(spread) as (keyof typeof spread)[]) spread[key] /= sum; // as: its own keys
  return spread;
}
