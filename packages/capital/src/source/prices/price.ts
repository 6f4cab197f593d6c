import { positive } from '../../check.ts';
import { dayNumber } from '../../day-number.ts';
import type { Confidence } from '../../distribution/assumption.ts';
import { CapitalError } from '../../errors.ts';
import { CURRENCIES } from '../../quantity/currencies.ts';
import { conversion, unit } from '../../quantity/units.ts';

/** How compute is paid for. */
export const terms = ['on-demand', 'spot', 'reserved-1y', 'reserved-3y', 'block', 'purchase'] as const;
export type Terms = (typeof terms)[number];

/** A price of one chip, of which date, and who says so. */
export interface PriceRow {
  readonly chip: string;
  readonly provider: string;
  /** '' where the seller has one price everywhere. */
  readonly region: string;
  readonly terms: Terms;
  readonly value: number;
  /** Such as 'USD/(GPU·h)', or 'USD/GPU' for a purchase. */
  readonly unit: string;
  /** YYYY-MM-DD. */
  readonly asOf: string;
  readonly source: string;
  readonly confidence: Confidence;
}

/**
 * The currency that a unit of money is in.
 *
 * @throws {CapitalError} unit-mismatch — where units do not go together
 * @example currencyIn('EUR/(GPU·month)') // 'EUR'
 */
export function currencyIn(unitText: string): string {
  const found = [...unit(unitText).powers].filter(([name, power]) => power === 1 && CURRENCIES.includes(name));
  if (found[0] && found.length === 1) return found[0][0];
  throw new CapitalError('unit-mismatch', `Expected a unit of money such as 'USD/(GPU·h)', received '${unitText}'.`, {
    fields: { unit: unitText },
  });
}

/**
 * Checks a price and gives it back for a GPU-hour, or a GPU for a purchase, in its own currency.
 *
 * @throws {CapitalError} bad-number — on a price that is not above 0
 * @throws {CapitalError} unit-mismatch, bad-date, bad-input — where units do not go together, a date is none, or what was given cannot be read
 * @example priceRow({ chip: 'H100', provider: 'us', region: 'FRA', terms: 'on-demand', value: 1600, unit: 'USD/(GPU·month)', … })
 */
export function priceRow(row: PriceRow): PriceRow {
  if (!terms.includes(row.terms)) {
    throw new CapitalError('bad-input', `Expected terms of ${terms.join(', ')}; received '${row.terms}'.`, {
      fields: { ...row },
    });
  }
  for (const field of ['chip', 'provider', 'source'] as const)
    if (row[field].trim() === '')
      throw new CapitalError('bad-input', `Expected a ${field}, received none.`, { fields: { ...row } });
  dayNumber(row.asOf);
  positive({ [`price of ${row.chip} at ${row.provider}`]: row.value });
  const currency = currencyIn(row.unit);
  const wanted = row.terms === 'purchase' ? `${currency}/GPU` : `${currency}/(GPU·h)`;
  return { ...row, value: row.value * conversion(row.unit, wanted), unit: wanted };
}
