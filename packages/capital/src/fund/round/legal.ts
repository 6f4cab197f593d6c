import { CapitalError } from '../../errors.ts';
import { type Capitalization, countedIn, countedShares } from '../convertibles/capitalization.ts';
import type { Claim } from '../convertibles/claims.ts';
import { ONE, type Rational, rational, sum, ZERO } from '../exact/rational.ts';
import { type CapTable, outstanding } from '../table/cap-table.ts';
import { type Conversion, conversionOf, type Solved } from './result.ts';
import type { Rounding, RoundTerms } from './terms.ts';

type LegalRounding = Exclude<Rounding, 'exact'>;

/** What the next pass starts from: shares before the new money and any pool outside the pre-money, and the pool afterwards. */
interface State {
  before: Rational;
  pool: Rational;
}

interface Legal {
  claims: Claim[];
  preMoney: Rational;
  amounts: Rational[];
  exact: State;
}

/**
 * The round in whole shares and rounded prices. From the shares before the new money follow price, sold shares, pool and
 * conversions, and from these the shares before the new money again, until nothing changes. Rounded cap prices and shares depend on
 * each other, so that several states can stand; from below the exact solution the one with the fewest shares is reached, since more
 * shares lower the prices and no rounding turns that around (1984vc/cap-table ends at the same).
 *
 * @throws {CapitalError} cap-table-open — when no state near the exact solution reproduces itself
 */
export function legal(table: CapTable, terms: RoundTerms, rounding: LegalRounding, given: Legal): Solved {
  const part = (value: Rational) => value.times('9/10').round(0, 'down');
  const start = { before: part(given.exact.before), pool: larger(table.pool, part(given.exact.pool)) };
  // Rounding can make a short cycle from one start and none from its neighbour.
  for (let offset = 0; offset <= 64; offset++) {
    let state: State = { ...start, before: start.before.minus(offset) };
    for (let pass = 0; pass < 200; pass++) {
      const { next, solved } = attempt(table, terms, rounding, given, state);
      if (next.before.equals(state.before) && next.pool.equals(state.pool)) return solved;
      state = next;
    }
  }
  throw new CapitalError(
    'cap-table-open',
    `No whole number of shares reproduces itself with prices at ${rounding.pricePlaces} places. Give more places, or rounding: 'exact'.`,
    { fields: { near: given.exact.before.toString(), rounding } },
  );
}

function attempt(
  table: CapTable,
  terms: RoundTerms,
  rounding: LegalRounding,
  given: Legal,
  state: State,
): { next: State; solved: Solved } {
  const shares = (value: Rational) => value.round(0, rounding.shares);
  const price = (value: Rational) => {
    const rounded = value.round(rounding.pricePlaces, rounding.price);
    if (rounded.sign > 0) return rounded;
    throw new CapitalError(
      'cap-table-open',
      `A price rounds to 0 at ${rounding.pricePlaces} places. Give more places.`,
      { fields: { rounding } },
    );
  };
  const { pool, convention } = terms;
  const outside = pool !== 'none' && pool.placement === 'post';
  const held = outstanding(table).plus(table.pool);
  const increase = state.pool.minus(table.pool);
  const inside = outside ? ZERO : increase;
  const converting = sum(given.claims.map(({ amount }) => amount));
  const roundPrice = price(
    convention === 'pre-money'
      ? given.preMoney.over(held.plus(inside))
      : (convention === 'percent-ownership' ? given.preMoney : given.preMoney.plus(converting)).over(state.before),
  );
  const investors = terms.investors.map(({ holder }, i) => ({
    holder,
    amount: given.amounts[i]!,
    shares: shares(given.amounts[i]!.over(roundPrice)),
  }));
  const conversions = convert(given.claims, {
    price,
    shares,
    roundPrice,
    capitalization: (defined) => {
      const counts = countedIn(defined);
      return sum([
        countedShares(table, counts),
        counts.pool ? table.pool : ZERO,
        counts.converting ? state.before.minus(inside).minus(held) : ZERO,
        counts.poolIncrease ? inside : ZERO,
      ]);
    },
    held,
  });
  const sold = sum(investors.map((investor) => investor.shares));
  const converted = sum(conversions.map((conversion) => conversion.shares));
  const total = held.plus(increase).plus(converted).plus(sold);
  const poolAfter =
    pool === 'none'
      ? table.pool
      : 'increase' in pool
        ? table.pool.plus(shares(rational(pool.increase)))
        : shares(total.times(pool.target));
  const next = { before: held.plus(outside ? ZERO : poolAfter.minus(table.pool)).plus(converted), pool: poolAfter };
  return { next, solved: { price: roundPrice, conversions, investors, poolAfter, total } };
}

interface Conditions {
  price: (value: Rational) => Rational;
  shares: (value: Rational) => Rational;
  roundPrice: Rational;
  capitalization(capitalization: Capitalization): Rational;
  held: Rational;
}

function convert(
  claims: readonly Claim[],
  { price, shares, roundPrice, capitalization, held }: Conditions,
): Conversion[] {
  const ordinary = new Map<Claim, Conversion>();
  for (const claim of claims) {
    if (claim.fraction) continue;
    const options = claim.packages.flatMap(({ cap, discount, capitalization: counted, elected }) => {
      const from = elected === undefined ? {} : { elected };
      const basis = discount.sign > 0 ? ('discount' as const) : ('round' as const);
      const byPrice = { price: roundPrice.times(ONE.minus(discount)), basis, ...from };
      return cap ? [{ price: cap.over(capitalization(counted)), basis: 'cap' as const, ...from }, byPrice] : [byPrice];
    });
    const best = options.reduce((a, b) => (b.price.compare(a.price) < 0 ? b : a));
    const rounded = price(best.price);
    ordinary.set(claim, conversionOf(claim, best, shares(claim.amount.over(rounded)), rounded));
  }
  // Fixed percentages are of everything before the new money, themselves included.
  const fractions = sum(claims.map(({ fraction }) => fraction ?? ZERO));
  const base = sum([held, ...[...ordinary.values()].map((conversion) => conversion.shares)]).over(ONE.minus(fractions));
  return claims.map((claim) => {
    const done = ordinary.get(claim);
    if (done) return done;
    const number = shares(base.times(claim.fraction ?? ZERO));
    return conversionOf(claim, { basis: 'percent' }, number, claim.amount.over(number));
  });
}

function larger(a: Rational, b: Rational): Rational {
  return a.compare(b) >= 0 ? a : b;
}
