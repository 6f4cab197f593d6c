import { CapitalError } from '../../errors.ts';
import { isMachine } from '../offers/offer.ts';
import { currencyOf, type SourcingProblem } from '../problem.ts';
import { build } from './build.ts';
import { solve } from './solve.ts';

/** One constraint that cannot hold, and by how much. */
export interface Missing {
  month: number;
  /** Absent for the budget. */
  demand?: string;
  gpuHours?: number;
  money?: number;
}

/** Finds the least that is missing for a problem to have a solution: each constraint may give, at a price. */
export async function shortfall(problem: SourcingProblem): Promise<{ message: string; missing: Missing[] }> {
  const built = build(problem, { elastic: true });
  const solution = await solve(built.programme);
  if (!solution) throw new CapitalError('bad-plan', 'The offers contradict each other: check maxNodes and dates.');
  const missing = built.missing.flatMap(({ variable, month, demand }): Missing[] => {
    const amount = solution.values[variable]!;
    if (amount < 1e-6) return [];
    return [demand === undefined ? { month, money: amount } : { month, demand, gpuHours: amount }];
  });
  const number = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 2 });
  const lines = missing.map(({ month, demand, gpuHours, money }) => {
    if (demand === undefined)
      return `the budget of month ${month} is ${[number(money!), ...currencyOf(problem)].join(' ')} too small`;
    const { regions, gpuHours: needed } = problem.demands.find(({ id }) => id === demand)!;
    const where = regions ? `in ${regions.join(', ')}` : 'in any region';
    const limits = problem.offers
      .filter(isMachine)
      .filter(({ region }) => !regions || regions.includes(region))
      .map(
        (offer) =>
          `'${offer.id}'${offer.maxNodes !== undefined ? ` up to ${offer.maxNodes} nodes` : ''}${offer.from ? ` from month ${offer.from}` : ''}`,
      );
    const offered = limits.length > 0 ? `offered: ${limits.join(', ')}` : 'nothing is offered there';
    return `demand '${demand}' lacks ${number(gpuHours!)} of ${number(needed[month]!)} GPU-hours in month ${month} ${where} (${offered})`;
  });
  return {
    message: `No mix of the offers meets every demand: ${lines.join('; ')}. Add an offer or region, raise a cap or the budget, or ask for less.`,
    missing,
  };
}
