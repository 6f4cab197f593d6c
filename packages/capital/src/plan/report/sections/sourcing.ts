import type { Confidence } from '../../../distribution/assumption.ts';
import { CapitalError } from '../../../errors.ts';
import { sortedQuantile } from '../../../simulate/columns/summary.ts';
import { monthOf, type Simulation, simulate } from '../../../simulate/simulate.ts';
import { checkpointEvery } from '../../../source/economics/checkpoint.ts';
import { offerWays, type Way } from '../../../source/offers/contract.ts';
import { isMachine, kindOf, type Offer, work } from '../../../source/offers/offer.ts';
import { type SourcingPlan, sourceCompute } from '../../../source/source.ts';
import { monthAfter } from '../../build/months.ts';
import { slug } from '../../build/slug.ts';
import type { Plan } from '../../plan.ts';
import { offersOf, type PaidProgramme, programmeOf } from '../../programme.ts';
import type { PlanDocument } from '../../schema/document.ts';
import { costsOnPaths, unmetPart } from '../programme-paths.ts';

/** The lines that sourcing reads of a simulated plan. */
export function sourcingOutputs({ sourcing }: PlanDocument): string[] {
  return sourcing
    ? [...sourcing.demands.map(({ name }) => `sourcing.${slug(name)}`), 'sourcing.index', 'sourced', 'instead']
    : [];
}

/** What a way saves over renting alone, over the paths; discounted, in the plan's currency. */
export interface Saving {
  readonly mean: number;
  readonly p05: number;
  readonly p50: number;
  readonly p95: number;
  /** Part of the paths on which the choice that `mean` names turns out right. */
  readonly right: number;
}

/** Money is in the plan's currency. */
export interface SourcingReport {
  readonly quantile: number;
  /** Of the demand that is sourced for. */
  readonly gpuHours: number;
  /** Cost of each way, with renting to fill what it leaves, and of the best mix of all. */
  readonly ways: readonly {
    readonly way: Way | 'mix';
    /** Discounted, for the demand that is sourced for, at today's rents. */
    readonly presentCost: number;
    /** Discounted, expected over the paths, each with its own demand and rents. */
    readonly expected: number;
    /** Beside renting alone. */
    readonly saving?: Saving;
  }[];
  /** Where the money that is there holds the mix back: what it would cost without, and the most that it would be short of, by when. */
  readonly held?: { readonly presentCost: number; readonly short: number; readonly month: string };
  /** Whether no mix can be paid from the plan's money: the cheapest is in the months all the same. */
  readonly unaffordable: boolean;
  /** Part of the paths on which hours are wanted that nobody offers. */
  readonly unmet: number;
  /** Expected over the plan's months: what the programme pays, and what other lines would have paid for the same hours. */
  readonly paid: number;
  readonly instead: number;
  /** Paid, or got back when machines are sold, after the plan's last month. */
  readonly beyond: number;
  /** The best mix, offer by offer. */
  readonly steps: readonly {
    readonly offer: string;
    readonly kind: Offer['kind'];
    readonly from: string;
    readonly to: string;
    /** Nodes at the most, or money of credit. */
    readonly most: number;
    readonly gpuHours: number;
    readonly source: string;
    readonly confidence: Confidence;
    /** What a giver asks in return. */
    readonly conditions?: string;
  }[];
  /** For spot machines in the mix. */
  readonly checkpoints: readonly { readonly offer: string; readonly text: string }[];
}

/** A plan's sourcing, decided: what enters its months, and what the page says of it but for what was paid. */
export interface Sourced {
  readonly programme: PaidProgramme;
  readonly report: Omit<SourcingReport, 'paid' | 'instead'>;
}

/**
 * Rent, commit, buy or partner: the cheapest mix for the plan's demand that the money on most of its paths can pay, and what each way
 * alone would cost on the same paths.
 *
 * @throws {CapitalError} infeasible-demand — naming what is missing and by how much
 * @throws {CapitalError} bad-plan — where the plan is wrong
 */
export async function sourcePlan(plan: Plan, options: { seed: number; paths: number }): Promise<Sourced | undefined> {
  const { document, model, distributions, correlations } = plan;
  const { sourcing, start, months: length } = document;
  if (!sourcing) return undefined;
  const { quantile, discountRate, budget, needAfter } = sourcing;
  const simulation = simulate(model, distributions, ['cash', ...sourcingOutputs(document)], {
    ...options,
    correlations,
  });
  const demands = sourcing.demands.map(({ name, regions }) => ({
    id: name,
    gpuHours: Array.from({ length }, (_, t) =>
      sortedQuantile(monthOf(simulation, `sourcing.${slug(name)}`, t).toSorted(), quantile),
    ),
    ...(regions ? { regions } : {}),
  }));
  const offers = offersOf(document);
  const solve = (among: readonly Offer[], purse?: readonly number[]): Promise<SourcingPlan> =>
    sourceCompute({
      demands,
      offers: among,
      discountRate,
      ...(purse ? { purse } : {}),
      ...(needAfter === undefined ? {} : { needAfter }),
      ...(budget === undefined ? {} : { budget: new Array<number>(length).fill(budget) }),
    });
  const of = (way: Way): Offer[] => {
    return offers.filter((offer) => ['rent', way].includes(kindOf(offer).way));
  };
  const offered = (way: Way): boolean => offers.some((offer) => kindOf(offer).way === way);
  const rent = offered('rent') ? await orNothing(solve(of('rent'))) : undefined;
  const money = moneyThere(simulation, 1 - sourcing.payable);
  const rented = rent ? cumulative(rent, length) : undefined;
  const purse = money.map((there, t) => Math.max(there, rented?.[t] ?? 0));
  const hold = async (among: readonly Offer[], free: SourcingPlan): Promise<SourcingPlan | undefined> =>
    within(free, purse) ? free : orNothing(solve(among, purse));
  const unheld = await solve(offers);
  const found = await hold(offers, unheld);
  const costs = (each: SourcingPlan): Float64Array => costsOnPaths(simulation, document, each);
  const rentCosts = rent ? costs(rent) : undefined;
  const plans = new Map<SourcingReport['ways'][number], SourcingPlan>();
  const row = (way: Way | 'mix', each: SourcingPlan): SourcingReport['ways'][number] => {
    const own = each === rent && rentCosts ? rentCosts : costs(each);
    const expected = own.reduce((sum, value) => sum + value, 0) / own.length;
    const differs = rent && each !== rent && Math.abs(each.presentCost - rent.presentCost) > 1e-9 * rent.presentCost;
    const made = {
      way,
      presentCost: each.presentCost,
      expected,
      ...(differs && rentCosts ? { saving: savingOf(rentCosts, own) } : {}),
    };
    plans.set(made, each);
    return made;
  };
  const ways = rent ? [row('rent', rent)] : [];
  for (const way of offerWays) {
    if (way === 'rent' || !offered(way)) continue;
    const free = await orNothing(solve(of(way)));
    const held = free && (await hold(of(way), free));
    if (held) ways.push(row(way, held));
  }
  // The programme is exact for one demand; which way is best is for all paths to say.
  const mixed = row('mix', found ?? unheld);
  const best = [mixed, ...ways].reduce((a, b) => (b.expected < a.expected * (1 - 1e-9) ? b : a));
  ways.push({ ...best, way: 'mix' });
  const mix = plans.get(best)!;
  const shorts = cumulative(unheld, length).map((paid, t) => paid - purse[t]!);
  const worst = shorts.indexOf(Math.max(...shorts));
  const programme = programmeOf(mix, length);
  const steps = stepsOf(mix, document);
  return {
    programme,
    report: {
      quantile,
      gpuHours: demands.reduce((sum, { gpuHours }) => sum + gpuHours.reduce((all, hours) => all + hours, 0), 0),
      ways,
      ...(within(unheld, purse)
        ? {}
        : { held: { presentCost: unheld.presentCost, short: shorts[worst]!, month: monthAfter(start, worst) } }),
      unaffordable: found === undefined,
      unmet: unmetPart(simulation, document, programme),
      beyond: programme.beyond,
      steps,
      checkpoints: sourcing.offers.flatMap((each) =>
        'failures' in each && each.failures && steps.some((step) => step.offer === each.id)
          ? [{ offer: each.id, text: checkpointEvery(each.failures).text }]
          : [],
      ),
    },
  };
}

async function orNothing(solving: Promise<SourcingPlan>): Promise<SourcingPlan | undefined> {
  try {
    return await solving;
  } catch (error) {
    if (error instanceof CapitalError && error.code === 'infeasible-demand') return undefined; // this way alone is none
    throw error;
  }
}

/** What is there by the end of each month for computing, all that it paid before among it, at a quantile of the paths; at least 0. */
function moneyThere({ lines, months, paths }: Simulation, quantile: number): number[] {
  const [cash, paid] = [lines.get('cash')!, lines.get('sourced')!];
  const before = new Float64Array(paths);
  return Array.from({ length: months }, (_, t) => {
    const there = new Float64Array(paths);
    for (let p = 0; p < paths; p++) {
      before[p]! += paid[t * paths + p]!;
      there[p] = cash[t * paths + p]! + before[p]!;
    }
    return Math.max(0, sortedQuantile(there.sort(), quantile));
  });
}

function cumulative({ payments: { fixed, floating } }: SourcingPlan, months: number): number[] {
  let sum = 0;
  return Array.from({ length: months }, (_, t) => {
    sum += (fixed[t] ?? 0) + (floating[t] ?? 0);
    return sum;
  });
}

function within(plan: SourcingPlan, purse: readonly number[]): boolean {
  return cumulative(plan, purse.length).every((paid, t) => paid <= purse[t]! * (1 + 1e-9) + 1e-6);
}

function savingOf(rent: Float64Array, way: Float64Array): Saving {
  const saved = rent.map((money, p) => money - way[p]!);
  const mean = saved.reduce((sum, value) => sum + value, 0) / saved.length;
  const right = saved.reduce((count, value) => count + (value > 0 === mean > 0 ? 1 : 0), 0) / saved.length;
  const sorted = saved.sort();
  return {
    mean,
    right,
    p05: sortedQuantile(sorted, 0.05),
    p50: sortedQuantile(sorted, 0.5),
    p95: sortedQuantile(sorted, 0.95),
  };
}

function stepsOf(mix: SourcingPlan, document: PlanDocument): SourcingReport['steps'] {
  const { sourcing, months: length, start } = document;
  return offersOf(document).flatMap((each, i): SourcingReport['steps'][number][] => {
    const { source, confidence } = sourcing!.offers[i]!;
    const taken = mix.steps.filter((step) => step.offer === each.id);
    if (taken.length === 0) return [];
    const hours = isMachine(each) ? work(each) * 730.5 : 0;
    const lasts = kindOf(each).lasts?.(each) ?? 1;
    const spans = taken.map(({ month, amount: nodes }) => nodes * Math.max(0, Math.min(lasts, length - month)));
    return [
      {
        offer: each.id,
        kind: each.kind,
        from: monthAfter(start, Math.min(...taken.map(({ month }) => month))),
        to: monthAfter(start, Math.max(...taken.map(({ month }) => month)) + lasts - 1),
        most: Math.max(...taken.map(({ amount: nodes }) => nodes)),
        gpuHours: hours * spans.reduce((sum, nodes) => sum + nodes, 0),
        source,
        confidence,
        ...('conditions' in each && each.conditions !== undefined ? { conditions: each.conditions } : {}),
      },
    ];
  });
}
