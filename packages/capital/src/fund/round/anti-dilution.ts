import { CapitalError } from '../../errors.ts';
import { type Rational, type RationalLike, rational, sum } from '../exact/rational.ts';
import type { CapTable, ShareClass } from '../table/cap-table.ts';
import type { Solved } from './result.ts';
import type { RoundTerms } from './terms.ts';

/**
 * A conversion price after shares were sold below it: broad-based CP₁·(A + B)/(A + C), with A the fully diluted shares before, B
 * the shares that the money would have bought at CP₁, C the shares it bought (NVCA charter 4.4.4); or full ratchet, the new price.
 * A sale at or above CP₁ leaves it.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example antiDilution({ conversionPrice: 1, outstanding: 10_000_000, raised: 1_000_000, issuePrice: 0.8 }, 'broad-based').toFixed(6) // '0.977778'
 */
export function antiDilution(
  given: { conversionPrice: RationalLike; outstanding: RationalLike; raised: RationalLike; issuePrice: RationalLike },
  kind: 'broad-based' | 'full-ratchet',
): Rational {
  const [before, outstanding, raised, issue] = [
    rational(given.conversionPrice),
    rational(given.outstanding),
    rational(given.raised),
    rational(given.issuePrice),
  ];
  for (const [name, value] of Object.entries({ conversionPrice: before, outstanding, raised, issuePrice: issue }))
    if (value.sign <= 0)
      throw new CapitalError('bad-number', `${name}: expected a number above 0, received ${value}.`, {
        fields: {
          name,
          value: value.toString(),
        },
      });
  if (issue.compare(before) >= 0) return before;
  if (kind === 'full-ratchet') return issue;
  return before.times(outstanding.plus(raised.over(before))).over(outstanding.plus(raised.over(issue)));
}

/** The table with conversion prices adjusted to everything that a round issued below them; the new shares dilute all holders. */
export function adjustConversionPrices(
  before: CapTable,
  after: CapTable,
  { onTrigger }: RoundTerms,
  round: Solved & { before: Rational },
): CapTable {
  const issues = [
    { amount: sum(round.investors.map(({ amount }) => amount)), price: round.price },
    ...round.conversions,
  ];
  const lowest = issues.reduce((low, { price }) => (price.compare(low) < 0 ? price : low), round.price);
  const triggered = before.classes.filter(
    (held) => held.kind === 'preferred' && held.antiDilution !== 'none' && lowest.compare(held.conversionPrice) < 0,
  );
  if (triggered.length === 0 || onTrigger === 'waive') return after;
  if (onTrigger === undefined)
    throw new CapitalError(
      'cap-table-open',
      `The round issues shares at ${lowest.toFixed(4)}, below the conversion price of ${triggered.map(({ id }) => id).join(', ')}, which is protected. Say onTrigger: 'waive' or 'adjust-after'.`,
      { fields: { price: lowest.toString(), classes: triggered.map(({ id }) => id) } },
    );
  const adjusted = new Map(triggered.map((held) => [held.id, adjust(held, issues, lowest, round.before)]));
  return {
    ...after,
    classes: after.classes.map((held) => ({ ...held, conversionPrice: adjusted.get(held.id) ?? held.conversionPrice })),
  };
}

function adjust(
  held: ShareClass,
  issues: readonly { amount: Rational; price: Rational }[],
  lowest: Rational,
  outstanding: Rational,
): Rational {
  if (held.antiDilution === 'full-ratchet') return lowest;
  const below = issues.filter(({ price }) => price.compare(held.conversionPrice) < 0);
  const would = sum(below.map(({ amount }) => amount.over(held.conversionPrice)));
  const did = sum(below.map(({ amount, price }) => amount.over(price)));
  return held.conversionPrice.times(outstanding.plus(would)).over(outstanding.plus(did));
}
