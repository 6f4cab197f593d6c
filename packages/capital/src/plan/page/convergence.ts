import { percent, short } from '../../quantity/show.ts';
import type { PlanReport } from '../report/report.ts';

/** What the figures above may be off by, since paths are drawn. */
export function convergence({ paths, seed, months, currency }: PlanReport): string {
  const end = months.at(-1)!;
  return `${paths.toLocaleString('en')} paths, seed ${seed}; standard errors at the end: mean cash ± ${short(end.cash.meanError)} ${currency}, median ± ${short(end.cash.medianError)}, ruin ± ${percent(end.ruinError)}.`;
}
