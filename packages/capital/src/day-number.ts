import { CapitalError } from './errors.ts';

/**
 * Days since 1970-01-01 of a date written YYYY-MM-DD.
 *
 * @throws {CapitalError} bad-date — where a date is none
 * @example dayNumber('2008-01-01') // 13879
 */
export function dayNumber(date: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date)
    throw new CapitalError('bad-date', `Expected a date as YYYY-MM-DD, received ${JSON.stringify(date)}.`, {
      fields: { date },
    });
  return time / 86_400_000;
}

/** The date of a day number. @example dateOf(13879) // '2008-01-01' */
export function dateOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
