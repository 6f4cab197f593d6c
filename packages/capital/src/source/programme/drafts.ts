import { CapitalError } from '../../errors.ts';
import type { Around, Draft } from '../offers/contract.ts';
import { isMachine, kindOf, type Offer, work } from '../offers/offer.ts';
import type { SourcingProblem } from '../problem.ts';

/** The demands that may be computed in a region. */
export function served({ demands }: SourcingProblem, region: string): string[] {
  return demands.filter(({ regions }) => !regions || regions.includes(region)).map(({ id }) => id);
}

/** All that can be decided about an offer within the plan. */
export function drafts(problem: SourcingProblem, offer: Offer): Draft[] {
  const { hoursPerMonth = 730.5, needAfter = 0 } = problem;
  const standIn: Around['standIn'] = (wanted) => rescue(problem, wanted) * hoursPerMonth;
  const months = problem.demands[0]!.gpuHours.length;
  return kindOf(offer).drafts(offer, { months, hoursPerMonth, needAfter, standIn });
}

/** What an hour of the cheapest work on demand costs, without limit, that may do all that what is given may do. */
function rescue(problem: SourcingProblem, given: { readonly id: string; readonly region: string }): number {
  const needed = served(problem, given.region);
  const able = problem.offers
    .filter(isMachine)
    .filter((offer) => kindOf(offer).market === 'steady' && offer.maxNodes === undefined && (offer.from ?? 0) === 0)
    .filter(({ region }) => needed.every((id) => served(problem, region).includes(id)))
    .map((offer) => (kindOf(offer).nodeHour?.(offer) ?? 0) / work(offer));
  if (able.length > 0) return Math.min(...able);
  throw new CapitalError(
    'bad-plan',
    `The grant '${given.id}' is not certain, and nothing can stand in for it: add an on-demand offer without maxNodes in a region that serves ${needed.join(', ')}.`,
    { fields: { offer: given.id } },
  );
}
