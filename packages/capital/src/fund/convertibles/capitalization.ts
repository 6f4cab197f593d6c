import { type Rational, sum, ZERO } from '../exact/rational.ts';
import { type CapTable, outstanding } from '../table/cap-table.ts';

/** What is counted beside the shares that are held, as the "company capitalization" of an agreement says. */
export interface Counted {
  /** Options that were granted; true. */
  readonly options?: boolean;
  /** Warrants; true. */
  readonly warrants?: boolean;
  /** What of the option pool is not granted; true. */
  readonly pool?: boolean;
  /** By what the round increases the pool, before its money; false. */
  readonly poolIncrease?: boolean;
  /** The shares into which this and the others convert; false. */
  readonly converting?: boolean;
}

/**
 * Against which shares a cap is measured: 'post' counts all converting securities but not the pool's increase (YC's form since 2018),
 * 'pre' the increase but no converting security; any other definition by what it counts.
 */
export type Capitalization = 'pre' | 'post' | Counted;

/** A definition, completed. */
export function countedIn(capitalization: Capitalization): Required<Counted> {
  const said =
    capitalization === 'post'
      ? { converting: true }
      : capitalization === 'pre'
        ? { poolIncrease: true }
        : capitalization;
  return { options: true, warrants: true, pool: true, poolIncrease: false, converting: false, ...said };
}

/** The shares that are there and counted, without the pool. */
export function countedShares(table: CapTable, { options, warrants }: Required<Counted>): Rational {
  const of = (kind: 'option' | 'warrant', counts: boolean): Rational =>
    counts ? ZERO : sum(table.grants.filter((grant) => grant.kind === kind).map(({ shares }) => shares));
  return outstanding(table).minus(of('option', options)).minus(of('warrant', warrants));
}
