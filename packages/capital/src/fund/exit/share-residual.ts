import { type Rational, sum, ZERO } from '../exact/rational.ts';

/** Shares that take what a share is worth above `from`, and no more than at `upTo`. */
export interface Sharer {
  shares: Rational;
  /** A strike, else 0. */
  from: Rational;
  upTo?: Rational;
}

/**
 * Divides an amount: the price a share at which the takes add up to it. The takes grow with the price in straight pieces, so the
 * price is found exactly, between two kinks.
 *
 * @example shareResidual(rational(100), [{ shares: rational(10), from: ZERO }]).perShare.toString() // '10'
 */
export function shareResidual(
  amount: Rational,
  sharers: readonly Sharer[],
): { perShare: Rational; amounts: Rational[]; rest: Rational } {
  const takes = (price: Rational) =>
    sharers.map(({ shares, from, upTo }) => {
      const reached = upTo && price.compare(upTo) > 0 ? upTo : price;
      return reached.compare(from) > 0 ? shares.times(reached.minus(from)) : ZERO;
    });
  const kinks = sharers.flatMap(({ from, upTo }) => (upTo ? [from, upTo] : [from])).sort((a, b) => a.compare(b));
  let price = ZERO;
  let taken = ZERO;
  for (const kink of kinks) {
    const here = sum(takes(kink));
    if (here.compare(amount) > 0) break;
    price = kink;
    taken = here;
  }
  const growing = sum(
    sharers
      .filter(({ from, upTo }) => from.compare(price) <= 0 && (!upTo || upTo.compare(price) > 0))
      .map(({ shares }) => shares),
  );
  const perShare = growing.sign > 0 ? price.plus(amount.minus(taken).over(growing)) : price;
  const amounts = takes(perShare);
  return { perShare, amounts, rest: amount.minus(sum(amounts)) };
}
