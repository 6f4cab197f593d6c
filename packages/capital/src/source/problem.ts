import type { Offer } from './offers/offer.ts';

/** What has to be computed. */
export interface Demand {
  readonly id: string;
  /** Each month, in GPU-hours of the reference chip. */
  readonly gpuHours: readonly number[];
  /** Where its data may be; everywhere. */
  readonly regions?: readonly string[];
}

/** What to source, from what. All money is in one currency, that of the offers. */
export interface SourcingProblem {
  readonly demands: readonly Demand[];
  readonly offers: readonly Offer[];
  /** A year: money later counts less. */
  readonly discountRate: number;
  /** Most money to pay in each month. */
  readonly budget?: readonly number[];
  /** Most money to have paid by the end of each month, those of the months before among them. */
  readonly purse?: readonly number[];
  /** Share of what is committed after the last month that will still be of use, and so is not charged to the plan; 0. */
  readonly needAfter?: number;
  /** 730.5. */
  readonly hoursPerMonth?: number;
}

/** The currency of a problem's money, where an offer says it: one, or more where they contradict each other. */
export function currencyOf({ offers }: Pick<SourcingProblem, 'offers'>): string[] {
  return [...new Set(offers.flatMap(({ currency }) => currency ?? []))];
}
