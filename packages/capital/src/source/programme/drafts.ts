import { CapitalError } from '../../errors.ts';
import type {
  CreditOffer,
  GrantOffer,
  MachineOffer,
  Offer,
  OnDemandOffer,
  OwnedOffer,
  SourcingProblem,
} from '../offers/offer.ts';

/** Money that goes out for one node, or one USD of credit. */
export interface Payment {
  readonly month: number;
  readonly usd: number;
  /** Whether it moves with the market. */
  readonly floating: boolean;
}

/** Something that can be decided in a month: nodes of an offer hired, begun or bought, or credit used. */
export interface Draft {
  readonly month: number;
  readonly payments: readonly Payment[];
  /** Months in which the nodes run. */
  readonly runs: { readonly first: number; readonly end: number };
  readonly whole: boolean;
}

/** GPUs of the reference chip that one node is worth. */
export function work(offer: MachineOffer): number {
  const gpus = (offer.gpusPerNode ?? 1) * (offer.speed ?? 1);
  return offer.kind === 'spot' ? gpus / offer.overhead : gpus;
}

/** The demands that may be computed in a region. */
export function served({ demands }: SourcingProblem, region: string): string[] {
  return demands.filter(({ regions }) => !regions || regions.includes(region)).map(({ id }) => id);
}

/** All that can be decided about an offer within the plan. */
export function drafts(problem: SourcingProblem, offer: Offer): Draft[] {
  const months = problem.demands[0]!.gpuHours.length;
  const { hoursPerMonth = 730.5, needAfter = 0 } = problem;
  const first = offer.from ?? 0;
  const span = (from: number, end: number) =>
    Array.from({ length: Math.max(0, Math.min(end, months) - from) }, (_, i) => from + i);
  const nodeMonth = ({ usdPerGpuHour = 0, gpusPerNode = 1 }: { usdPerGpuHour?: number; gpusPerNode?: number }) =>
    usdPerGpuHour * gpusPerNode * hoursPerMonth;
  const hired = (month: number, payments: readonly Payment[], whole = false): Draft => ({
    month,
    payments: payments.filter(({ usd }) => usd !== 0),
    runs: { first: month, end: month + 1 },
    whole,
  });

  switch (offer.kind) {
    case 'on-demand':
    case 'spot':
      return span(first, months).map((month) =>
        hired(month, [{ month, usd: nodeMonth(offer), floating: true }], offer.whole),
      );
    case 'reserved':
    case 'block': {
      const { upfront = offer.kind === 'block' ? 1 : 0 } = offer;
      return span(first, months).map((month) => {
        // Months after the plan are charged as far as they will not be of use.
        const charged = Array.from({ length: offer.months }, (_, i) => ({
          month: month + i,
          usd: nodeMonth(offer) * (month + i < months ? 1 : 1 - needAfter),
          floating: false,
        }));
        const total = charged.reduce((sum, { usd }) => sum + usd, 0);
        const payments = [
          { month, usd: upfront * total, floating: false },
          ...charged.map((payment) => ({ ...payment, usd: (1 - upfront) * payment.usd })),
        ];
        return { ...hired(month, payments, true), runs: { first: month, end: month + offer.months } };
      });
    }
    case 'owned':
      return span(first, months - (offer.leadMonths ?? 0)).map((month) => bought(offer, month, months));
    case 'grant': {
      const { acceptance = 1 } = offer;
      const begins = first + (offer.waitMonths ?? 0);
      // Refused, its hours are rented on demand: that is what it costs on average.
      const rescue = acceptance < 1 ? standIn(problem, offer) : undefined;
      const rented = rescue ? (1 - acceptance) * nodeMonth(rescue) * (work(offer) / work(rescue)) : 0;
      return span(begins, begins + offer.expiresAfter).map((month) =>
        hired(month, [
          { month, usd: acceptance * nodeMonth(offer), floating: false },
          { month, usd: rented, floating: true },
        ]),
      );
    }
    case 'credit': {
      const begins = first + (offer.waitMonths ?? 0);
      return span(begins, begins + offer.expiresAfter).map((month) => ({
        ...hired(month, [{ month, usd: -(offer.acceptance ?? 1), floating: false }]),
        runs: { first: 0, end: 0 },
      }));
    }
  }
}

/** Bought in a month, used after the lead time, sold when the plan or its life ends. */
function bought(offer: OwnedOffer, month: number, months: number): Draft {
  const first = month + (offer.leadMonths ?? 0);
  const end = Math.min(first + offer.lifeMonths, months);
  const worth = offer.usdPerNode * offer.salvage ** ((end - first) / offer.lifeMonths);
  const payments = [
    { month, usd: offer.usdPerNode, floating: false },
    ...Array.from({ length: end - first }, (_, i) => ({
      month: first + i,
      usd: offer.usdPerNodeMonth,
      floating: false,
    })),
    { month: end, usd: -worth, floating: false },
  ];
  return { month, payments, runs: { first, end }, whole: true };
}

/** The application for a grant or credit, where it costs something. */
export function application({ from = 0, applicationUsd = 0 }: GrantOffer | CreditOffer): Draft | undefined {
  if (applicationUsd === 0) return undefined;
  const payments = [{ month: from, usd: applicationUsd, floating: false }];
  return { month: from, payments, runs: { first: 0, end: 0 }, whole: true };
}

/** The cheapest work on demand, without limit, that may do all that the grant may do. */
function standIn(problem: SourcingProblem, grant: GrantOffer): OnDemandOffer {
  const needed = served(problem, grant.region);
  const able = problem.offers
    .filter((offer) => offer.kind === 'on-demand')
    .filter(({ maxNodes, from = 0 }) => maxNodes === undefined && from === 0)
    .filter(({ region }) => needed.every((id) => served(problem, region).includes(id)))
    .toSorted((a, b) => a.usdPerGpuHour / (a.speed ?? 1) - b.usdPerGpuHour / (b.speed ?? 1));
  if (able[0]) return able[0];
  throw new CapitalError(
    'bad-plan',
    `The grant '${grant.id}' is not certain, and nothing can stand in for it: add an on-demand offer without maxNodes in a region that serves ${needed.join(', ')}.`,
    { fields: { offer: grant.id } },
  );
}
