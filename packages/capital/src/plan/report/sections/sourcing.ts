import type { Confidence } from '../../../distribution/assumption.ts';
import { CapitalError } from '../../../errors.ts';
import { sortedQuantile } from '../../../simulate/columns/summary.ts';
import { monthOf, type Simulation } from '../../../simulate/simulate.ts';
import { checkpointEvery, runTimeFactor } from '../../../source/offers/checkpoint.ts';
import type { Offer } from '../../../source/offers/offer.ts';
import { work } from '../../../source/programme/drafts.ts';
import { type SourcingPlan, sourceCompute } from '../../../source/source.ts';
import { type Verdict, verdict } from '../../../source/verdict.ts';
import { monthAfter } from '../../build/months.ts';
import { slug } from '../../build/slug.ts';
import type { PlanDocument } from '../../schema/document.ts';

/** The lines that sourcingReport reads. */
export function sourcingOutputs({ sourcing }: PlanDocument): string[] {
  return sourcing ? sourcing.demands.map(({ name }) => `sourcing.${slug(name)}`) : [];
}

/** Ways that a verdict compares, each beside renting by the hour. */
const WAYS = {
  rent: ['on-demand', 'spot'],
  commit: ['reserved', 'block'],
  buy: ['owned'],
  partner: ['grant', 'credit'],
} as const satisfies Record<string, readonly Offer['kind'][]>;
export type Way = keyof typeof WAYS;

export interface SourcingReport {
  readonly quantile: number;
  readonly gpuHours: number;
  /** Discounted cost of each way, with renting to fill what it leaves, and of the best mix of all. */
  readonly ways: readonly {
    readonly way: Way | 'mix';
    readonly presentCost: number;
    /** Beside renting alone. */
    readonly verdict?: Verdict;
  }[];
  /** The best mix, offer by offer. */
  readonly steps: readonly {
    readonly offer: string;
    readonly kind: Offer['kind'];
    readonly from: string;
    readonly to: string;
    /** Nodes at the most, or USD of credit. */
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

/**
 * Rent, commit, buy or partner: the cheapest mix for the plan's demand, and what each way alone would cost.
 *
 * @throws CapitalError 'infeasible-demand' naming what is missing and by how much, 'bad-plan'.
 */
export async function sourcingReport(
  simulation: Simulation,
  { sourcing, start, months: length }: PlanDocument,
  { paths, seed }: { paths: number; seed: number },
): Promise<SourcingReport | undefined> {
  if (!sourcing) return undefined;
  const { quantile, discountRate, rents, budget, needAfter } = sourcing;
  const demands = sourcing.demands.map(({ name, regions }) => ({
    id: name,
    gpuHours: Array.from({ length }, (_, t) =>
      sortedQuantile(monthOf(simulation, `sourcing.${slug(name)}`, t).toSorted(), quantile),
    ),
    ...(regions ? { regions } : {}),
  }));
  const offers = sourcing.offers.map((written): Offer => {
    const { source: _, confidence: __, ...each } = written;
    if (each.kind !== 'spot') return each;
    const { failures: known, ...spot } = each;
    return { ...spot, overhead: runTimeFactor(known) };
  });
  const plan = (among: readonly Offer[]): Promise<SourcingPlan> =>
    sourceCompute({
      demands,
      offers: among,
      discountRate,
      ...(needAfter === undefined ? {} : { needAfter }),
      ...(budget === undefined ? {} : { budget: new Array<number>(length).fill(budget) }),
    });
  const mix = await plan(offers);
  const only = async (way: Way): Promise<SourcingPlan | undefined> => {
    const kinds: readonly string[] = [...WAYS.rent, ...WAYS[way]];
    if (!offers.some(({ kind }) => WAYS[way].some((each) => each === kind))) return undefined;
    try {
      return await plan(offers.filter(({ kind }) => kinds.includes(kind)));
    } catch (error) {
      if (error instanceof CapitalError && error.code === 'infeasible-demand') return undefined; // this way alone is none
      throw error;
    }
  };
  const rent = await only('rent');
  const { source: _, ...process } = rents;
  const against = (other: SourcingPlan): { verdict?: Verdict } =>
    rent && other !== rent && Math.abs(other.presentCost - rent.presentCost) > 1e-9 * rent.presentCost
      ? {
          verdict: verdict(other.payments, rent.payments, {
            rate: discountRate,
            process,
            paths: Math.min(paths, 10_000),
            seed,
          }),
        }
      : {};
  const ways: SourcingReport['ways'][number][] = rent ? [{ way: 'rent', presentCost: rent.presentCost }] : [];
  for (const way of ['commit', 'buy', 'partner'] as const) {
    const found = await only(way);
    if (found) ways.push({ way, presentCost: found.presentCost, ...against(found) });
  }
  ways.push({ way: 'mix', presentCost: mix.presentCost, ...against(mix) });
  const steps = offers.flatMap((each, i): SourcingReport['steps'][number][] => {
    const { source, confidence } = sourcing.offers[i]!;
    const taken = mix.steps.filter((step) => step.offer === each.id);
    if (taken.length === 0) return [];
    const hours = each.kind === 'credit' ? 0 : work(each) * 730.5;
    const lasts =
      each.kind === 'reserved' || each.kind === 'block' ? each.months : each.kind === 'owned' ? each.lifeMonths : 1;
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
  return {
    quantile,
    gpuHours: demands.reduce((sum, { gpuHours }) => sum + gpuHours.reduce((all, hours) => all + hours, 0), 0),
    ways,
    steps,
    checkpoints: sourcing.offers.flatMap((each) =>
      each.kind === 'spot' && steps.some((step) => step.offer === each.id)
        ? [{ offer: each.id, text: checkpointEvery(each.failures).text }]
        : [],
    ),
  };
}
