import { CapitalError } from '../../errors.ts';
import { type Capitalization, countedIn, countedShares } from '../convertibles/capitalization.ts';
import { type Claim, claimsOf } from '../convertibles/claims.ts';
import { type Affine, constant, greatest, minus, plus, scaled, solveAffine, valueAt } from '../exact/affine.ts';
import { ONE, type Rational, rational, sum, ZERO } from '../exact/rational.ts';
import { type CapTable, fullyDiluted, outstanding, ownership } from '../table/cap-table.ts';
import { adjustConversionPrices } from './anti-dilution.ts';
import { legal } from './legal.ts';
import { type Allotment, type Conversion, conversionOf, type Shape, type Solved } from './result.ts';
import { tableAfter } from './table-after.ts';
import type { RoundTerms } from './terms.ts';

export interface PricedRound {
  price: Rational;
  conversions: Conversion[];
  investors: Allotment[];
  pool: { before: Rational; increase: Rational; after: Rational };
  /** All shares after the round, before any anti-dilution. */
  total: Rational;
  /** Price × all shares. */
  postMoney: Rational;
  /** What the pre-money leaves for holders from before, once the pool's increase is paid for: the option-pool shuffle. */
  effectivePreMoney: Rational;
  /** The shares by which a post-money cap is divided. */
  companyCapitalization: Rational;
  /** Slope of the share balance beyond its last kink; above 0 proves that there is no other solution. */
  uniquenessMargin: Rational;
  /** Who owns what afterwards, anti-dilution included. */
  table: CapTable;
}

/**
 * One priced round: SAFEs and notes convert, the pool is topped up, new money comes in, all solved together for the one unknown,
 * the total of shares (proof of uniqueness in affine.ts).
 *
 * @throws {CapitalError} cap-table-open — when the claims exceed the company, the pool would have to shrink, an MFN's or a protected class's choice is missing
 * @throws {CapitalError} bad-number — on prices and amounts that are not above 0
 * @throws {CapitalError} dates-out-of-order — for a note from after the closing
 * @example pricedRound(table, { series: 'series-a', preMoney: 12_000_000, investors: [{ holder: 'lead', amount: 3_000_000 }],
 *   convention: 'percent-ownership', rounding: 'exact', pool: { target: 0.1, placement: 'pre' }, convertibles: [safe] })
 */
export function pricedRound(table: CapTable, terms: RoundTerms): PricedRound {
  const preMoney = positive('preMoney', rational(terms.preMoney));
  const amounts = terms.investors.map(({ holder, amount }) => positive(`The amount of ${holder}`, rational(amount)));
  if (amounts.length === 0) throw open('A priced round needs at least one investor with an amount.', {});
  if (table.classes.some(({ id }) => id === terms.series))
    throw open(`The table already has a class '${terms.series}'. Give the new one another id.`, {
      series: terms.series,
    });
  const newMoney = sum(amounts);
  const held = outstanding(table);
  const before = held.plus(table.pool);
  const claims = claimsOf(terms);
  const shape = shapeOf(table, terms, { held, newMoney, preMoney, claims });
  const lines = claims.map((claim) => claim.lines(shape));
  const { t, margin } = solveAffine(
    shape.left,
    lines.map((options) => options.map(({ line }) => line)),
  );
  if (!t)
    throw open(
      `The new money, the pool and the converting instruments together claim the whole company or more (margin ${margin.toFixed(4)}, expected above 0). Lower the amounts or the pool's target, or raise the caps.`,
      { margin: margin.toString() },
    );
  const price = ONE.over(valueAt(shape.inversePrice, t));
  const exact: Solved = {
    price,
    total: t,
    poolAfter: valueAt(shape.poolAfter, t),
    investors: terms.investors.map(({ holder }, i) => ({
      holder,
      amount: amounts[i]!,
      shares: amounts[i]!.over(price),
    })),
    conversions: claims.map((claim, k) => {
      const chosen =
        lines[k]![
          greatest(
            lines[k]!.map(({ line }) => line),
            t,
          )
        ]!;
      const shares = valueAt(chosen.line, t);
      return conversionOf(claim, chosen, shares, claim.amount.over(shares));
    }),
  };
  if (exact.poolAfter.compare(table.pool) < 0)
    throw open(
      `The pool's target leaves ${exact.poolAfter.toFixed(0)} shares, fewer than the ${table.pool.toFixed(0)} there are. Expected a target of at least the existing pool: raise it, or say pool: 'none'.`,
      { target: exact.poolAfter.toString(), existing: table.pool.toString() },
    );
  const outside = terms.pool !== 'none' && terms.pool.placement === 'post';
  const preMoneyShares = valueAt(shape.capitalization('post'), t).plus(
    outside ? ZERO : exact.poolAfter.minus(table.pool),
  );
  const solved =
    terms.rounding === 'exact'
      ? exact
      : legal(table, terms, terms.rounding, {
          claims,
          preMoney,
          amounts,
          exact: { before: preMoneyShares, pool: exact.poolAfter },
        });
  const investors = proRata(table, terms, solved, newMoney);
  const increase = solved.poolAfter.minus(table.pool);
  const converted = sum(solved.conversions.map(({ shares }) => shares));
  const after = tableAfter(table, terms, { ...solved, investors });
  return {
    price: solved.price,
    conversions: solved.conversions,
    investors,
    pool: { before: table.pool, increase, after: solved.poolAfter },
    total: solved.total,
    postMoney: solved.price.times(solved.total),
    effectivePreMoney: solved.price.times(before.plus(converted)),
    companyCapitalization: before.plus(converted),
    uniquenessMargin: margin,
    table: adjustConversionPrices(table, after, terms, { ...solved, investors, before }),
  };
}

function shapeOf(
  table: CapTable,
  { pool, convention }: RoundTerms,
  { held, newMoney, preMoney, claims }: { held: Rational; newMoney: Rational; preMoney: Rational; claims: Claim[] },
): Shape {
  const total: Affine = { at: ZERO, slope: ONE };
  const before = constant(held.plus(table.pool));
  const poolAfter: Affine =
    pool === 'none'
      ? constant(table.pool)
      : 'increase' in pool
        ? constant(table.pool.plus(notNegative('The increase of the pool', rational(pool.increase))))
        : { at: ZERO, slope: fraction('The target of the pool', rational(pool.target)) };
  const increase = minus(poolAfter, constant(table.pool));
  const outside = pool !== 'none' && pool.placement === 'post';
  const priced = outside ? minus(total, increase) : total; // the shares that pre-money + new money pays for
  const fixed = outside ? before : plus(before, increase);
  const worth = preMoney.plus(newMoney);
  const inversePrice =
    convention === 'pre-money'
      ? scaled(fixed, ONE.over(preMoney))
      : convention === 'percent-ownership'
        ? scaled(priced, ONE.over(worth))
        : scaled(priced, ONE.over(worth.plus(sum(claims.map(({ amount }) => amount)))));
  const left = minus(minus(total, plus(before, increase)), scaled(inversePrice, newMoney));
  const none = constant(ZERO);
  const capitalization = (defined: Capitalization): Affine => {
    const counts = countedIn(defined);
    const shares = constant(countedShares(table, counts).plus(counts.pool ? table.pool : ZERO));
    return plus(plus(shares, counts.converting ? left : none), counts.poolIncrease && !outside ? increase : none);
  };
  return { left, inversePrice, poolAfter, capitalization };
}

/** YC's pro rata right: a holder's part of the company just before the new money, of the shares that the round sells. */
function proRata(table: CapTable, terms: RoundTerms, solved: Solved, newMoney: Rational): Allotment[] {
  const rights = terms.proRata ?? [];
  if (rights.length === 0) return solved.investors;
  const sold = sum(solved.investors.map(({ shares }) => shares));
  const before = fullyDiluted(table).plus(sum(solved.conversions.map(({ shares }) => shares)));
  const kept = rights.map((holder) => {
    const shares = sum([
      ...ownership(table)
        .filter((row) => row.holder === holder)
        .map((row) => row.shares),
      ...solved.conversions.filter((conversion) => conversion.holder === holder).map((conversion) => conversion.shares),
    ]);
    if (shares.sign === 0)
      throw open(
        `${holder} has a pro rata right but holds nothing before the round. Remove the right or add the holding.`,
        { holder },
      );
    const part = shares.over(before);
    const whole = terms.rounding === 'exact' ? sold.times(part) : sold.times(part).round(0, 'down');
    return { holder, shares: whole, amount: newMoney.times(part) };
  });
  const rest = ONE.minus(sum(kept.map(({ amount }) => amount)).over(newMoney));
  if (rest.sign < 0) throw open('The pro rata rights take more than the round sells.', { rights: [...rights] });
  const others = solved.investors.map(({ holder, amount, shares }) => ({
    holder,
    amount: amount.times(rest),
    shares: terms.rounding === 'exact' ? shares.times(rest) : shares.times(rest).round(0, 'down'),
  }));
  // The shares that rounding down left over go to the first investor: the round's total stands.
  const all = [...others, ...kept];
  all[0]!.shares = all[0]!.shares.plus(sold.minus(sum(all.map(({ shares }) => shares))));
  return all;
}

function positive(name: string, value: Rational): Rational {
  if (value.sign > 0) return value;
  throw new CapitalError('bad-number', `${name}: expected an amount above 0, received ${value}.`, {
    fields: {
      name,
      value: value.toString(),
    },
  });
}

function notNegative(name: string, value: Rational): Rational {
  if (value.sign >= 0) return value;
  throw open(`${name}: expected 0 or more, received ${value}.`, { name, value: value.toString() });
}

function fraction(name: string, value: Rational): Rational {
  if (value.sign >= 0 && value.compare(1) < 0) return value;
  throw open(`${name}: expected a fraction from 0 to below 1, such as 0.1 for 10 %, received ${value}.`, {
    name,
    value: value.toString(),
  });
}

function open(message: string, details: Record<string, unknown>): CapitalError {
  return new CapitalError('cap-table-open', message, { fields: details });
}
