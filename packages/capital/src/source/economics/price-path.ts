import { exp, log } from '@capstan/base';
import { notNegative, positive } from '../../check.ts';
import { checked } from '../../checked.ts';
import { normals } from '../../random/columns.ts';

/**
 * A price whose logarithm returns to its mean (Schwartz 1997, model 1): rents of accelerators fell and rose again, they are no
 * falling line.
 */
export interface PriceProcess {
  /** Today's price over the long-run median. */
  readonly start: number;
  /** A year: a deviation halves in ln 2 / reversion years. 0 is a random walk. */
  readonly reversion: number;
  /** Of the logarithm, a square root of a year. */
  readonly volatility: number;
}

/**
 * Price indices, today's price being 1: `paths` rows of `months` columns, sampled exactly, the same for a seed on every machine.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example pricePaths({ start: 1.2, reversion: 0.5, volatility: 0.3 }, { months: 24, paths: 1000, seed: 7 })
 */
export function pricePaths(
  { start, reversion, volatility }: PriceProcess,
  { months, paths, seed }: { months: number; paths: number; seed: number },
): Float64Array {
  positive({ start });
  notNegative({ reversion, volatility });
  checked('months', months, { least: 1, whole: true });
  checked('paths', paths, { least: 1, whole: true });
  const decay = exp(-reversion / 12);
  const spread = volatility * Math.sqrt(reversion === 0 ? 1 / 12 : (1 - decay * decay) / (2 * reversion));
  const shocks = normals(seed, 'price path', new Float64Array(months * paths));
  const first = log(start);
  for (let path = 0; path < paths; path++) {
    let x = first;
    for (let month = 0; month < months; month++) {
      const at = path * months + month;
      const index = exp(x - first);
      x = x * decay + spread * shocks[at]!;
      shocks[at] = index;
    }
  }
  return shocks;
}
