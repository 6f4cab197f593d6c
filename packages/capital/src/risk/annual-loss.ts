import { gammaCdf, normalQuantile } from '@capstan/base';
import type { Distribution } from '../distribution/distribution.ts';
import { quantile } from '../distribution/read.ts';
import { uniforms } from '../random/columns.ts';

const PATHS = 10_000;

/**
 * What a risk costs in each of ten thousand years: a Poisson number of events, each of its own size. Years line up between risks of
 * different names, so that they may be added up.
 *
 * @param rate events a year
 * @example annualLosses('leak', 0.2, distribution('10000 to 100000'), 1)
 */
export function annualLosses(name: string, rate: number, impact: Distribution, seed: number): Float64Array {
  const counts = uniforms(seed, `${name} count`, new Float64Array(PATHS)).map((u) => poissonQuantile(rate, u));
  const sizes = uniforms(seed, `${name} size`, new Float64Array(counts.reduce((sum, each) => sum + each, 0)));
  let drawn = 0;
  return counts.map((count) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += quantile(impact, sizes[drawn++]!);
    return sum;
  });
}

/** The 95th percentile of what years cost. */
export function badYear(losses: Float64Array): number {
  return losses.toSorted()[Math.ceil(0.95 * losses.length) - 1]!;
}

/** P(N ≤ n) = 1 − P(Γ(n + 1) ≤ rate): counted from the normal's guess where events are many. */
function poissonQuantile(rate: number, u: number): number {
  if (rate === 0) return 0;
  if (rate < 30) {
    let chance = Math.exp(-rate);
    let below = chance;
    let n = 0;
    while (below < u && chance > 0) {
      n++;
      chance *= rate / n;
      below += chance;
    }
    return n;
  }
  const most = (n: number) => 1 - gammaCdf(n + 1, rate);
  let n = Math.max(0, Math.round(rate + Math.sqrt(rate) * normalQuantile(u)));
  while (n > 0 && most(n - 1) >= u) n--;
  while (most(n) < u) n++;
  return n;
}
