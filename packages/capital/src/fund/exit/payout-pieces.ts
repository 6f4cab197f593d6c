import type { Convertible } from '../convertibles/convertible.ts';
import { type Rational, rational, sum, ZERO } from '../exact/rational.ts';
import { type CapTable, fullyDiluted } from '../table/cap-table.ts';
import { waterfall } from './waterfall.ts';

/** Between two prices of the company: what each security gets of a dollar more. */
export interface PayoutPiece {
  /** A break point; the piece ends where the next begins. */
  readonly from: Rational;
  /** By the id of a class, a SAFE or a note, or 'options 0.5' for all grants at a strike of 0.5. */
  readonly shares: ReadonlyMap<string, Rational>;
}

type Takes = readonly Rational[];

/** How near two break points are looked apart, as a part of the price; beyond that one stands for both. */
const NEAR = rational('1/1000000000000');

/**
 * What everyone gets as the company's price grows, which is made of straight pieces: the break points are found exactly, from the same
 * waterfall that a sale goes by, whatever its terms are.
 *
 * @throws {CapitalError} what `waterfall` throws
 * @example payoutPieces(table).map(({ from }) => from.toNumber()) // [0, 1000000, 2000000]
 */
export function payoutPieces(
  table: CapTable,
  options: { convertibles?: readonly Convertible[]; date?: string } = {},
): PayoutPiece[] {
  const strikes = [...new Set(table.grants.map(({ strike }) => strike.toString()))];
  const names = [
    ...table.classes.map(({ id }) => id),
    ...(options.convertibles ?? []).map(({ id }) => id),
    ...strikes.map((strike) => `options ${strike}`),
  ];
  const known = new Map<string, Takes>();
  const at = (price: Rational): Takes => {
    const before = known.get(price.toString());
    if (before) return before;
    const { byClass, payouts } = waterfall(table, price, options);
    const granted = payouts.slice(table.holdings.filter(({ shares }) => shares.sign > 0).length);
    const takes = names.map((name) => {
      const strike = /^options (.*)$/.exec(name)?.[1];
      if (strike === undefined) return byClass.find((each) => each.class === name)!.amount;
      return sum(table.grants.map((grant, i) => (grant.strike.toString() === strike ? granted[i]!.amount : ZERO)));
    });
    known.set(price.toString(), takes);
    return takes;
  };
  const slopes = (price: Rational, step: Rational): Takes => {
    const [a, b] = [at(price), at(price.plus(step))];
    return a.map((take, i) => b[i]!.minus(take).over(step));
  };
  const equal = (a: Takes, b: Takes): boolean => a.every((each, i) => each.equals(b[i]!));

  const pieces: { from: Rational; slopes: Takes }[] = [];
  const divide = (from: Rational, to: Rational, depth: number): void => {
    const step = to.minus(from).times(NEAR);
    const [left, right] = [slopes(from, step), slopes(to, step.times(-1))];
    const gap = to.minus(from);
    const straight = at(from).map((take, i) => take.plus(left[i]!.times(gap)));
    if (equal(left, right) && equal(straight, at(to))) {
      pieces.push({ from, slopes: left });
      return;
    }
    // Where the straight lines from both ends meet: the break point itself when there is one.
    const i = left.findIndex((slope, k) => !slope.equals(right[k]!));
    const meets =
      i < 0
        ? undefined
        : at(to)
            [i]!.minus(at(from)[i]!)
            .plus(left[i]!.times(from))
            .minus(right[i]!.times(to))
            .over(left[i]!.minus(right[i]!));
    const inside = meets && meets.compare(from.plus(step)) > 0 && meets.compare(to.minus(step)) < 0;
    const middle = inside ? meets : from.plus(to).over(2);
    if (depth === 0 || gap.compare(to.times(NEAR)) < 0) {
      pieces.push({ from, slopes: left });
      return;
    }
    divide(from, middle, depth - 1);
    divide(middle, to, depth - 1);
  };

  const end = lastBreak(table, at, slopes);
  divide(ZERO, end, 64);
  pieces.push({ from: end, slopes: slopes(end, rational(1)) });
  return pieces
    .filter(({ slopes: each }, i) => i === 0 || !equal(each, pieces[i - 1]!.slopes))
    .map(({ from, slopes: each }) => ({ from, shares: new Map(names.map((name, k) => [name, each[k]!])) }));
}

/** A price beyond which everyone's take is one straight line. */
function lastBreak(
  table: CapTable,
  at: (price: Rational) => Takes,
  slopes: (price: Rational, step: Rational) => Takes,
): Rational {
  const claims = table.holdings.map(({ class: id, shares }) =>
    shares.times(table.classes.find((held) => held.id === id)!.originalPrice),
  );
  const strikes = table.grants.map(({ strike }) => strike.times(fullyDiluted(table)));
  let price = sum([...claims, ...strikes]).plus(1);
  for (let i = 0; i < 40; i++) {
    const far = price.times(1024);
    const [here, there] = [slopes(price, rational(1)), slopes(far, rational(1))];
    const line = at(price).map((take, k) => take.plus(here[k]!.times(far.minus(price))));
    if (here.every((slope, k) => slope.equals(there[k]!)) && line.every((take, k) => take.equals(at(far)[k]!)))
      return price;
    price = price.times(2);
  }
  return price;
}
