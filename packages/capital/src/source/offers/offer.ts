/** What every offer says. Prices are in USD a GPU-hour, months count from 0, the first of the plan. */
interface Common {
  readonly id: string;
  readonly provider: string;
  /** First month in which it can be had, or applied for; 0. */
  readonly from?: number;
}

/** Machines, which stand somewhere. */
interface Machines extends Common {
  readonly region: string;
  /** GPUs that come and go together; 1. */
  readonly gpusPerNode?: number;
  /** Work that a GPU-hour does, over that of the chip in which demand is counted; 1. */
  readonly speed?: number;
  /** Most nodes at a time. */
  readonly maxNodes?: number;
}

/** Rented by the hour. */
export interface OnDemandOffer extends Machines {
  readonly kind: 'on-demand';
  readonly usdPerGpuHour: number;
  /** Whether only whole nodes for whole months can be had; false. */
  readonly whole?: boolean;
}

/** Rented by the hour and taken away at any time. */
export interface SpotOffer extends Machines {
  readonly kind: 'spot';
  readonly usdPerGpuHour: number;
  readonly whole?: boolean;
  /** Hours paid over hours of useful work, at least 1: see runTimeFactor. */
  readonly overhead: number;
}

/** Paid for some months whether used or not: a reservation, or a capacity block when all is paid at the start. */
export interface CommittedOffer extends Machines {
  readonly kind: 'reserved' | 'block';
  readonly usdPerGpuHour: number;
  /** 12 or 36 for a reservation of one or three years. */
  readonly months: number;
  /** Share paid at the start, the rest month by month; 0 for a reservation, 1 for a block. */
  readonly upfront?: number;
}

/** Bought. */
export interface OwnedOffer extends Machines {
  readonly kind: 'owned';
  readonly usdPerNode: number;
  /** USD a node and month for place, energy and maintenance. */
  readonly usdPerNodeMonth: number;
  /** Months of use. */
  readonly lifeMonths: number;
  /** What it is worth after `lifeMonths`, as a share of its price; in between it falls by the same share each month. */
  readonly salvage: number;
  /** Months from order to use; 0. */
  readonly leadMonths?: number;
}

/** Someone gives: what is free is still uncertain, late and limited. */
interface Given {
  /** Months from application to use; 0. */
  readonly waitMonths?: number;
  /** Months of use before it lapses. */
  readonly expiresAfter: number;
  /** Probability that it is given; 1. */
  readonly acceptance?: number;
  /** USD that the application costs; 0. */
  readonly applicationUsd?: number;
  /** What is asked in return, such as publication. */
  readonly conditions?: string;
}

/** Hours of an academic or partner's machine. */
export interface GrantOffer extends Machines, Given {
  readonly kind: 'grant';
  readonly gpuHours: number;
  readonly usdPerGpuHour?: number;
}

/** Money to spend with one provider, on what is rented by the hour there. */
export interface CreditOffer extends Common, Given {
  readonly kind: 'credit';
  readonly usd: number;
}

/** A way to get machines. */
export type MachineOffer = OnDemandOffer | SpotOffer | CommittedOffer | OwnedOffer | GrantOffer;

/** A way to get compute. */
export type Offer = MachineOffer | CreditOffer;

/** What has to be computed. */
export interface Demand {
  readonly id: string;
  /** Each month, in GPU-hours of the reference chip. */
  readonly gpuHours: readonly number[];
  /** Where its data may be; everywhere. */
  readonly regions?: readonly string[];
}

/** What to source, from what. */
export interface SourcingProblem {
  readonly demands: readonly Demand[];
  readonly offers: readonly Offer[];
  /** A year: money later counts less. */
  readonly discountRate: number;
  /** Most USD to pay in each month. */
  readonly budget?: readonly number[];
  /** Most USD to have paid by the end of each month, those of the months before among them. */
  readonly purse?: readonly number[];
  /** Share of what is committed after the last month that will still be of use, and so is not charged to the plan; 0. */
  readonly needAfter?: number;
  /** 730.5. */
  readonly hoursPerMonth?: number;
}
