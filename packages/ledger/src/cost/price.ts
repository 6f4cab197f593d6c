import { deviceKind } from '@capstan/base';
import { LedgerError } from '../errors.ts';

/** What one unit of a device costs an hour, of which date, and who says so. */
export interface Price {
  device: string;
  /** For one core or one accelerator. */
  perHour: number;
  /** ISO 4217, such as USD. */
  currency: string;
  /** YYYY-MM-DD. */
  date: string;
  source: string;
}

/**
 * The built-in on-demand price for a device, dated and with its source; a stand-in until you give your own.
 *
 * @example
 * defaultPrice('NVIDIA H100 80GB HBM3')   // { device: 'H100', perHour: 2.95, currency: 'USD', date: '2026-11-24', source: 'Nebius …' }
 */
export function defaultPrice(device: string): Price {
  const { kind, perHour, priceDate, priceSource } = deviceKind(device);
  return { device: kind, perHour, currency: 'USD', date: priceDate, source: priceSource };
}

/** Throws price-invalid unless every field of a price can be used. */
export function checkPrice(price: Price): void {
  const refuse = (field: keyof Price, expected: string): never => {
    throw new LedgerError(
      'price-invalid',
      `price.${field}: expected ${expected}, received ${JSON.stringify(price[field])}. Example: { device: 'H100', perHour: 2.5, currency: 'USD', date: '2026-11-24', source: 'our contract' }.`,
      { fields: { field, received: price[field] } },
    );
  };
  if (typeof price.device !== 'string' || price.device === '') refuse('device', 'the name of a device');
  if (!(Number.isFinite(price.perHour) && price.perHour >= 0)) refuse('perHour', 'a number of at least 0');
  if (typeof price.currency !== 'string' || !/^[A-Z]{3}$/.test(price.currency))
    refuse('currency', 'three capitals (ISO 4217)');
  if (typeof price.date !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(price.date) || Number.isNaN(Date.parse(price.date)))
    refuse('date', 'a day as YYYY-MM-DD');
  if (typeof price.source !== 'string' || price.source === '') refuse('source', 'where the price comes from');
}
