import { CapitalError } from '../../errors.ts';
import type { Safe } from '../convertibles/convertible.ts';
import { type Rational, rational } from '../exact/rational.ts';

/**
 * What a post-money SAFE owns before the round that converts it, if it converts at its cap: amount ÷ cap.
 *
 * @throws {CapitalError} cap-table-open — without a cap, for a pre-money SAFE, or when it would own the whole
 * @example safeOwnership({ kind: 'safe', id: 'a', holder: 'a', amount: 500_000, capitalization: 'post', cap: 5_500_000 }).toFixed(4)
 */
export function safeOwnership(safe: Safe): Rational {
  if (safe.cap === undefined || safe.capitalization !== 'post')
    throw new CapitalError(
      'cap-table-open',
      `${safe.id}: only a post-money SAFE with a cap owns a known part before a round. Use pricedRound with the terms you expect.`,
      { fields: { id: safe.id } },
    );
  const part = rational(safe.amount).over(safe.cap);
  if (part.sign <= 0 || part.compare(1) >= 0)
    throw new CapitalError(
      'cap-table-open',
      `${safe.id}: ${safe.amount} at a cap of ${safe.cap} would own ${part.times(100).toFixed(1)} %. Expected an amount above 0 and below the cap.`,
      { fields: { id: safe.id } },
    );
  return part;
}
