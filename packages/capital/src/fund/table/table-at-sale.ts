import { dayNumber } from '../../day-number.ts';
import type { Rational } from '../exact/rational.ts';
import type { CapTable } from './cap-table.ts';
import { type Vesting, vestedAtSale } from './vesting.ts';

/**
 * The table by which a sale on a day pays: without what is not vested then and the sale does not vest, and without rights that have
 * lapsed.
 *
 * @throws {CapitalError} bad-date — where a date is none
 * @example waterfall(tableAtSale(table, '2028-06-30'), 30_000_000).payouts
 */
export function tableAtSale(table: CapTable, day: string): CapTable {
  dayNumber(day);
  const kept = <T extends { readonly shares: Rational; readonly vesting?: Vesting }>(each: T): T =>
    each.vesting ? { ...each, shares: each.shares.times(vestedAtSale(each.vesting, day)) } : each;
  return {
    ...table,
    holdings: table.holdings.map(kept),
    grants: table.grants.filter(({ expires }) => expires === undefined || expires >= day).map(kept),
  };
}
