import { checked } from '../checked.ts';
import { type PriceProcess, pricePaths } from './economics/price-path.ts';

/** What a way of sourcing pays month by month; income is negative. */
export interface Payments {
  /** Agreed or owned: does not move with the market. */
  readonly fixed: readonly number[];
  /** Rent at today's market price. */
  readonly floating: readonly number[];
}

/** Which of two ways is worth more today. */
export interface Verdict {
  /** Money: what `first` saves over `second`, discounted, at today's prices. */
  npv: number;
  /** Over the price paths. */
  mean: number;
  p5: number;
  p95: number;
  /** Probability that the choice that `npv` names turns out right. */
  right: number;
  choice: 'first' | 'second';
}

/**
 * Compares two ways by net present value, not by summed cost, and says how likely the choice is to be right when rents move.
 *
 * @param options.rate a year
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example verdict(own, rent, { rate: 0.1, process: { start: 1, reversion: 0.6, volatility: 0.3 }, paths: 10_000, seed: 1 })
 */
export function verdict(
  first: Payments,
  second: Payments,
  { rate, process, paths = 10_000, seed = 0 }: { rate: number; process: PriceProcess; paths?: number; seed?: number },
): Verdict {
  checked('rate', rate, { above: -1 });
  const months = Math.max(first.fixed.length, first.floating.length, second.fixed.length, second.floating.length);
  const saving = (kind: 'fixed' | 'floating') =>
    Array.from(
      { length: months },
      (_, i) => (1 + rate) ** (-i / 12) * ((second[kind][i] ?? 0) - (first[kind][i] ?? 0)),
    );
  const fixed = saving('fixed').reduce((sum, saved) => sum + saved, 0);
  const floating = saving('floating');
  const today = fixed + floating.reduce((sum, saved) => sum + saved, 0);
  const indices = pricePaths(process, { months, paths, seed });
  const saved = new Float64Array(paths).fill(fixed);
  for (let path = 0; path < paths; path++)
    for (let month = 0; month < months; month++) saved[path]! += floating[month]! * indices[path * months + month]!;
  const choice = today > 0 ? 'first' : 'second';
  const right = saved.reduce((count, value) => count + (value > 0 === (choice === 'first') ? 1 : 0), 0) / paths;
  const mean = saved.reduce((sum, value) => sum + value, 0) / paths;
  saved.sort();
  const at = (p: number) => saved[Math.min(paths - 1, Math.floor(p * paths))]!;
  return { npv: today, mean, p5: at(0.05), p95: at(0.95), right, choice };
}
