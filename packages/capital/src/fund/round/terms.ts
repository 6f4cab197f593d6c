import type { Convertible } from '../convertibles/convertible.ts';
import type { Direction, RationalLike } from '../exact/rational.ts';

/**
 * Who is diluted by converting instruments (Cooley, "Calculating share price with outstanding convertible notes"):
 * 'pre-money' fixes price × shares before them, 'percent-ownership' the new money's part of the company (NVCA, YC's post-money
 * forms), 'dollars-invested' the post-money value at pre-money + new money + amounts converting.
 */
export type PricingConvention = 'pre-money' | 'percent-ownership' | 'dollars-invested';

/** What the round does to the unallocated pool; inside the pre-money unless `placement` is 'post'. */
export type PoolChange =
  | 'none'
  | { increase: RationalLike; placement: 'pre' | 'post' }
  | { /** Unallocated ÷ all shares after the round. */ target: RationalLike; placement: 'pre' | 'post' };

/** Exact fractions, or prices at so many places and whole shares, as closing documents have them. */
export type Rounding =
  | 'exact'
  | { readonly pricePlaces: number; readonly price: Direction; readonly shares: Direction };

/** The convention of 1984vc/cap-table and of legal spreadsheets: prices up at five places, shares down. */
export const LEGAL_ROUNDING = { pricePlaces: 5, price: 'up', shares: 'down' } as const satisfies Rounding;

export interface RoundTerms {
  /** The new class's id, such as 'series-a'. */
  series: string;
  preMoney: RationalLike;
  investors: readonly { holder: string; amount: RationalLike }[];
  convention: PricingConvention;
  rounding: Rounding;
  pool: PoolChange;
  /** In the order of issue, which decides what an MFN may take over. */
  convertibles?: readonly Convertible[];
  /** Required with an MFN: 'best' takes the cheapest later terms, else the id taken over by each, or null. */
  mfn?: 'best' | Readonly<Record<string, string | null>>;
  /** The closing day; required with notes, whose interest runs to it. */
  date?: string;
  /** Holders who keep their part of the company before the round, out of the round's money, at the others' cost. */
  proRata?: readonly string[];
  /** Of the new class and the shares that instruments convert into. */
  preference?: RationalLike;
  participation?: 'none' | 'full' | { cap: RationalLike };
  /** Higher is paid first; one above the highest so far when not given. */
  seniority?: number;
  antiDilution?: 'none' | 'broad-based' | 'full-ratchet';
  /** Required when the round's price is below a protected class's conversion price. */
  onTrigger?: 'waive' | 'adjust-after';
}
