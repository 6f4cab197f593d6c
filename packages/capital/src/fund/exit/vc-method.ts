import { CapitalError } from '../../errors.ts';
import { ONE, type Rational, type RationalLike, rational } from '../exact/rational.ts';

export interface VcMethod {
  postMoney: Rational;
  preMoney: Rational;
  /** What the investor must hold at the exit. */
  atExit: Rational;
  /** What the investor must get now, since later rounds leave `retention` of it. */
  now: Rational;
}

/**
 * The venture-capital method: what a stake must be so that the exit returns the multiple.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @throws {CapitalError} cap-table-open — when the stake would be the whole company or more
 * @example vcMethod({ exit: 100_000_000, multiple: 10, raise: 2_000_000, retention: 0.6 }).now.toFixed(4) // '0.3333'
 */
export function vcMethod(given: {
  exit: RationalLike;
  multiple: RationalLike;
  raise: RationalLike;
  retention?: RationalLike;
}): VcMethod {
  const [exit, multiple, raise, retention] = [
    rational(given.exit),
    rational(given.multiple),
    rational(given.raise),
    rational(given.retention ?? 1),
  ];
  for (const [name, value] of Object.entries({ exit, multiple, raise, retention }))
    if (value.sign <= 0)
      throw new CapitalError('bad-number', `${name}: expected a number above 0, received ${value}.`, {
        fields: {
          name,
          value: value.toString(),
        },
      });
  if (retention.compare(ONE) > 0)
    throw new CapitalError('bad-number', `retention: expected at most 1, received ${retention}.`, {
      fields: {
        retention: retention.toString(),
      },
    });
  const atExit = raise.times(multiple).over(exit);
  const now = atExit.over(retention);
  if (now.compare(ONE) >= 0)
    throw new CapitalError(
      'cap-table-open',
      `The investor would need ${now.times(100).toFixed(1)} % of the company. Raise less, or expect a larger exit or a smaller multiple.`,
      { fields: { now: now.toString() } },
    );
  const postMoney = raise.over(now);
  return { postMoney, preMoney: postMoney.minus(raise), atExit, now };
}
