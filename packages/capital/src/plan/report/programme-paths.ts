import type { Simulation } from '../../simulate/simulate.ts';
import type { SourcingPlan } from '../../source/source.ts';
import { slug } from '../build/slug.ts';
import { type PaidProgramme, programmeOf } from '../programme.ts';
import type { PlanDocument } from '../schema/document.ts';

/** What a programme costs on every path with its own demand and rents, discounted; what is paid after the last month among it. */
export function costsOnPaths(
  simulation: Simulation,
  { sourcing, months }: PlanDocument,
  solved: SourcingPlan,
): Float64Array {
  const { lines, paths } = simulation;
  const { demands, discountRate } = sourcing!;
  const { fixed, supply } = programmeOf(solved, months);
  const worth = (t: number): number => (1 + discountRate) ** (-t / 12);
  const rents = lines.get('sourcing.index')!;
  const costs = new Float64Array(paths);
  for (let t = 0; t < months; t++) {
    const hours = demands.map(({ name }) => lines.get(`sourcing.${slug(name)}`)!);
    for (let p = 0; p < paths; p++) {
      const at = t * paths + p;
      let moved = 0;
      for (let d = 0; d < supply.length; d++) {
        const { committed, rented, rent, more } = supply[d]!;
        const open = Math.max(0, hours[d]![at]! - committed[t]!);
        const beyond = Math.max(0, open - rented[t]!);
        moved += Math.min(open, rented[t]!) * rent[t]!;
        if (beyond > 0 && !Number.isNaN(more[t]!)) moved += beyond * more[t]!;
      }
      costs[p]! += worth(t) * (fixed[t]! + moved * rents[at]!);
    }
  }
  const { fixed: all, floating } = solved.payments;
  let tail = 0;
  for (let t = months; t < all.length; t++) tail += worth(t) * (all[t]! + floating[t]!);
  return costs.map((cost) => cost + tail);
}

/** The part of the paths on which, in some month, hours are wanted that are neither committed nor to be rented. */
export function unmetPart(
  { lines, paths, months }: Simulation,
  { sourcing }: PlanDocument,
  { supply }: PaidProgramme,
): number {
  const unmet = new Uint8Array(paths);
  sourcing!.demands.forEach(({ name }, d) => {
    const hours = lines.get(`sourcing.${slug(name)}`)!;
    const { committed, rented, more } = supply[d]!;
    for (let t = 0; t < months; t++) {
      if (!Number.isNaN(more[t]!)) continue;
      const most = (committed[t]! + rented[t]!) * (1 + 1e-9);
      for (let p = 0; p < paths; p++) if (hours[t * paths + p]! > most) unmet[p] = 1;
    }
  });
  return unmet.reduce((sum, each) => sum + each, 0) / paths;
}
