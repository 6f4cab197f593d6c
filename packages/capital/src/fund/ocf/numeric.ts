import { CapitalError } from '../../errors.ts';
import { type Rational, type RationalLike, rational } from '../exact/rational.ts';

/** An amount as OCF has it; `what` names it in errors. */
export type Money = (amount: RationalLike, what: string) => { amount: string; currency: string };

/** OCF's Numeric: digits with at most ten decimals, exact or not at all. */
export function numeric(value: RationalLike, what: string): string {
  const exact: Rational = rational(value);
  if (!exact.round(10, 'nearest').equals(exact))
    throw new CapitalError(
      'bad-ocf',
      `OCF holds ten decimals, which are not enough for ${what}: ${exact}. Close the round with rounding: LEGAL_ROUNDING.`,
      { fields: { what, value: exact.toString() } },
    );
  const text = exact.toFixed(10);
  return text.replace(/\.?0+$/, '') || '0';
}
