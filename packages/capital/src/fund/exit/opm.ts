import { checked } from '../../checked.ts';
import { CapitalError } from '../../errors.ts';
import type { Convertible } from '../convertibles/convertible.ts';
import { type Rational, sum } from '../exact/rational.ts';
import { blackScholes } from '../rates/options.ts';
import type { CapTable } from '../table/cap-table.ts';
import { type PayoutPiece, payoutPieces } from './payout-pieces.ts';

/** How the company's value moves until someone buys it. */
export interface OpmTerms {
  /** Deviation of the logarithm of all equity over √year, as comparable companies' shares have it. */
  readonly volatility: number;
  /** A year, continuously compounded, free of risk. */
  readonly rate: number;
  /** Until a sale. */
  readonly years: number;
  readonly convertibles?: readonly Convertible[];
  /** The day of the sale, where there are notes. */
  readonly date?: string;
}

/** One security in the option-pricing method. */
export interface OpmValue {
  /** A class, a SAFE or a note by its id, or 'options 0.5' for all grants at that strike. */
  readonly security: string;
  readonly value: number;
  readonly shares: number;
  readonly perShare: number;
}

/** All equity, allocated. */
export interface Opm {
  readonly equity: number;
  readonly breakpoints: readonly number[];
  readonly values: readonly OpmValue[];
  /** Of one share of common stock, before any discount. */
  readonly common: number;
}

/**
 * The option-pricing method: every security is a part of calls on all equity, struck at the prices from which its part changes, by
 * Black and Scholes (AICPA, Valuation of Privately-Held-Company Equity Securities Issued as Compensation, 2013, chapter 6). Break points
 * are those of the waterfall. For a discount for lack of marketability multiply `common` by 1 less it.
 *
 * @throws {CapitalError} bad-number — what waterfall throws
 * @example opm(table, { equity: 10_000_000, volatility: 0.6, rate: 0.04, years: 3 }).common
 */
export function opm(table: CapTable, { equity, ...terms }: OpmTerms & { readonly equity: number }): Opm {
  checked('equity', equity, { above: 0 });
  return allocate(table, payoutPieces(table, only(terms)), equity, terms);
}

/**
 * The backsolve: what all equity must be worth that a share of one class is worth what was just paid for it, and what a common share is
 * worth then. A starting point for a 409A report, which a valuer signs.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @throws {CapitalError} cap-table-open — on a class that the table has not, or that no value of the company makes worth it
 * @example backsolve(table, { class: 'seed', price: 1.25, volatility: 0.8, rate: 0.04, years: 4 }).common
 */
export function backsolve(
  table: CapTable,
  { class: id, price, ...terms }: OpmTerms & { readonly class: string; readonly price: number },
): Opm {
  checked('price', price, { above: 0 });
  const held = sharesOf(table, id);
  if (held.sign === 0)
    throw new CapitalError('cap-table-open', `Nobody holds shares of '${id}': there is no price to solve back from.`, {
      fields: { class: id },
    });
  const pieces = payoutPieces(table, only(terms));
  const solved = (equity: number): Opm => allocate(table, pieces, equity, terms);
  const worth = (equity: number): number => solved(equity).values.find(({ security }) => security === id)!.perShare;
  // Between the price of its own shares alone and so much that it is worth more.
  let low = 0;
  let high = price * held.toNumber();
  for (let i = 0; worth(high) < price; i++) {
    if (i === 60)
      throw new CapitalError(
        'cap-table-open',
        `No value of the company makes a share of '${id}' worth ${price}: its terms keep it below. Check its participation and cap.`,
        { fields: { class: id, price } },
      );
    low = high;
    high *= 2;
  }
  for (let i = 0; i < 200 && high - low > 1e-14 * high; i++) {
    const middle = (low + high) / 2;
    if (worth(middle) < price) low = middle;
    else high = middle;
  }
  return solved(high);
}

function allocate(table: CapTable, pieces: readonly PayoutPiece[], equity: number, terms: OpmTerms): Opm {
  const { rate, volatility, years } = terms;
  const strikes = pieces.map(({ from }) => from.toNumber());
  const calls = strikes.map((strike) =>
    strike === 0 ? equity : blackScholes({ kind: 'call', spot: equity, strike, rate, volatility, years }).value,
  );
  const names = [...pieces[0]!.shares.keys()];
  const values = names.map((security): OpmValue => {
    const value = pieces.reduce(
      (all, { shares }, i) => all + shares.get(security)!.toNumber() * (calls[i]! - (calls[i + 1] ?? 0)),
      0,
    );
    const shares = sharesOf(table, security).toNumber();
    return { security, value, shares, perShare: shares > 0 ? value / shares : 0 };
  });
  const common = table.classes.find(({ kind }) => kind === 'common')!.id; // every table has one
  return {
    equity,
    breakpoints: strikes,
    values,
    common: values.find(({ security }) => security === common)!.perShare,
  };
}

function sharesOf(table: CapTable, security: string): Rational {
  const strike = /^options (.*)$/.exec(security)?.[1];
  return sum(
    strike === undefined
      ? table.holdings.filter((held) => held.class === security).map(({ shares }) => shares)
      : table.grants.filter((grant) => grant.strike.toString() === strike).map(({ shares }) => shares),
  );
}

function only({ convertibles, date }: OpmTerms): { convertibles?: readonly Convertible[]; date?: string } {
  return { ...(convertibles ? { convertibles } : {}), ...(date === undefined ? {} : { date }) };
}
