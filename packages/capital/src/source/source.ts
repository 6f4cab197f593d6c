import { CapitalError } from '../errors.ts';
import { isMachine, kindOf, work } from './offers/offer.ts';
import type { SourcingProblem } from './problem.ts';
import { type Built, build, type DecisionVariable } from './programme/build.ts';
import { checkProblem } from './programme/check-problem.ts';
import { shortfall } from './programme/shortfall.ts';
import { solve } from './programme/solve.ts';
import { type DemandSupply, supplyOf } from './programme/supply.ts';
import type { Payments } from './verdict.ts';

/** What to take of one offer in one month. */
export interface SourcingStep {
  offer: string;
  /** From 0. */
  month: number;
  /** Nodes hired for this month, begun or bought in it; for credit, money used. */
  amount: number;
}

/** One month of a plan. */
export interface SourcingMonth {
  /** Money of this month; resold machines count against it. */
  paid: number;
  /** Of the reference chip. */
  availableGpuHours: number;
  neededGpuHours: number;
}

/** The cheapest way to meet all demands. */
export interface SourcingPlan {
  /** Money, discounted to the first month. No plan costs less: the gap is 0. */
  presentCost: number;
  /** Money, summed. */
  paid: number;
  steps: SourcingStep[];
  months: SourcingMonth[];
  /** For each demand, who computes it month by month. */
  supply: DemandSupply[];
  /** Machines that were bought: what they are worth at each month's end, and what was paid for them less what they were sold for. */
  equipment: { worth: number[]; invested: number[] };
  /** What was paid ahead of its months and is not used up, at each month's end. */
  prepaid: number[];
  /** Month by month, what is agreed and what moves with the market; commitments go on after the last month. */
  payments: Payments;
}

/**
 * Finds the cheapest mix of on-demand, spot, reserved, block, owned, granted and credited compute, month by month, by
 * mixed-integer programming to proven optimality. What a grant or credit is worth is its expectation: refused, its hours are
 * rented on demand.
 *
 * @throws {CapitalError} infeasible-demand — naming each demand, month and amount that is missing
 * @throws {CapitalError} bad-plan — where the plan is wrong
 * @throws {CapitalError} bad-number — on a problem that cannot be
 * @example
 * const plan = await sourceCompute({
 *   demands: [{ id: 'train', gpuHours: [3, 10, 5, 8].map((gpus) => gpus * 730.5), regions: ['eu-north1'] }],
 *   offers: [{ id: 'nebius', kind: 'on-demand', provider: 'Nebius', region: 'eu-north1', pricePerGpuHour: 2.95 }],
 *   discountRate: 0.1,
 * });
 */
export async function sourceCompute(problem: SourcingProblem): Promise<SourcingPlan> {
  checkProblem(problem);
  const built = build(problem);
  const solution = await solve(built.programme);
  if (!solution) {
    const { message, missing } = await shortfall(problem);
    throw new CapitalError('infeasible-demand', message, { fields: { missing } });
  }
  return read(problem, built, solution.values);
}

function read(
  { demands, offers, hoursPerMonth = 730.5, discountRate }: SourcingProblem,
  { decisions, parts }: Built,
  values: readonly number[],
): SourcingPlan {
  const months = demands[0]!.gpuHours.length;
  const chosen = decisions.flatMap((decision) => {
    const amount = values[decision.variable]!;
    return amount > 1e-7 ? [{ ...decision, amount }] : [];
  });
  const last = chosen.reduce(
    (latest, { payments }) => payments.reduce((m, { month }) => Math.max(m, month + 1), latest),
    months,
  );
  const fixed = new Array<number>(last).fill(0);
  const floating = new Array<number>(last).fill(0);
  for (const { payments, amount } of chosen)
    for (const payment of payments) (payment.floating ? floating : fixed)[payment.month]! += amount * payment.money;
  const paid = fixed.map((money, month) => money + floating[month]!);
  const available = (month: number) =>
    chosen.reduce(
      (sum, { offer, runs, amount }) =>
        isMachine(offer) && runs.first <= month && month < runs.end ? sum + amount * work(offer) * hoursPerMonth : sum,
      0,
    );
  return {
    presentCost: paid.reduce((sum, money, month) => sum + money * (1 + discountRate) ** (-month / 12), 0),
    paid: paid.reduce((sum, money) => sum + money, 0),
    steps: chosen.map(({ offer, month, amount }) => ({ offer: offer.id, month, amount })),
    months: Array.from({ length: months }, (_, month) => ({
      paid: paid[month]!,
      availableGpuHours: available(month),
      neededGpuHours: demands.reduce((sum, demand) => sum + demand.gpuHours[month]!, 0),
    })),
    supply: supplyOf({ demands, hoursPerMonth, offers }, { decisions: chosen, parts, values }),
    equipment: equipmentOf(chosen, last + 1),
    prepaid: prepaidOf(chosen, last),
    payments: { fixed, floating },
  };
}

/** What bought machines are worth: their price until they are used, then falling by the same share each month until they are sold. */
function equipmentOf(
  chosen: readonly (DecisionVariable & { amount: number })[],
  months: number,
): { worth: number[]; invested: number[] } {
  const worth = new Array<number>(months).fill(0);
  const invested = new Array<number>(months).fill(0);
  for (const { offer, month, runs, amount } of chosen) {
    const { worthAfter } = kindOf(offer);
    if (!worthAfter) continue;
    const at = (t: number): number =>
      t < month || t >= runs.end ? 0 : amount * worthAfter(offer, Math.max(0, t + 1 - runs.first));
    for (let t = 0; t < months; t++) worth[t]! += at(t);
    invested[month]! += amount * worthAfter(offer, 0);
    if (runs.end < months) invested[runs.end]! -= amount * worthAfter(offer, runs.end - runs.first);
  }
  return { worth, invested };
}

/** What was paid less what was used, added up month by month: it is 0 again once a term is over. */
function prepaidOf(chosen: readonly (DecisionVariable & { amount: number })[], months: number): number[] {
  const change = new Array<number>(months).fill(0);
  for (const { payments, used, amount } of chosen) {
    if (!used) continue;
    for (const { month, money } of payments) change[month]! += amount * money;
    for (const { month, money } of used) change[month]! -= amount * money;
  }
  let worth = 0;
  return change.map((each) => {
    worth += each;
    return Math.max(0, worth); // what doubles leave at a term's end is no money owed
  });
}
