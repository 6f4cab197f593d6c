import { dayNumber } from '../../day-number.ts';
import { CapitalError } from '../../errors.ts';
import { ONE, type Rational, type RationalLike, rational, ZERO } from '../exact/rational.ts';

/** How shares become their holder's own: so many months in equal steps, the first after the cliff. */
export interface Vesting {
  /** YYYY-MM-DD. */
  readonly from: string;
  /** Until all are vested; 48 is usual. */
  readonly months: number;
  /** Months of which nothing is vested before they have passed, and all of them then; 0. */
  readonly cliff?: number;
  /** Months of a step; 1. */
  readonly every?: number;
  /** The part of what is unvested that a sale vests at once ("single trigger"); 0. */
  readonly accelerated?: RationalLike;
}

/**
 * The part that is vested on a day: whole months since the start, in whole steps, over all months; nothing before the cliff.
 *
 * @throws {CapitalError} bad-number, bad-date — where a figure is negative, endless or none where it may not be, or a date is none
 * @example vestedPart({ from: '2025-01-15', months: 48, cliff: 12 }, '2026-01-15').toString() // '1/4'
 */
export function vestedPart(vesting: Vesting, on: string): Rational {
  const { from, months, cliff = 0, every = 1 } = readVesting(vesting);
  const passed = monthsPassed(from, on);
  if (passed < cliff) return ZERO;
  const steps = Math.floor(passed / every) * every;
  return rational(Math.max(0, Math.min(steps, months))).over(months);
}

/** The part that a holder keeps when the company is sold on a day. @example vestedAtSale({ ...vesting, accelerated: 1 }, day).toString() // '1' */
export function vestedAtSale(vesting: Vesting, on: string): Rational {
  const part = vestedPart(vesting, on);
  return part.plus(ONE.minus(part).times(vesting.accelerated ?? 0));
}

/**
 * Checks a vesting.
 *
 * @throws {CapitalError} bad-number, bad-date — where a figure is negative, endless or none where it may not be, or a date is none
 */
export function readVesting(vesting: Vesting): Vesting {
  const { from, months, cliff = 0, every = 1, accelerated = 0 } = vesting;
  dayNumber(from);
  const whole = (value: number, least: number): boolean => Number.isInteger(value) && value >= least;
  if (!whole(months, 1) || !whole(cliff, 0) || cliff > months || !whole(every, 1) || months % every !== 0)
    throw new CapitalError(
      'bad-number',
      `Vesting: expected whole months, a cliff within them and steps that divide them, such as { months: 48, cliff: 12 }, received ${JSON.stringify({ months, cliff, every })}.`,
      { fields: { months, cliff, every } },
    );
  const part = rational(accelerated);
  if (part.sign < 0 || part.compare(1) > 0)
    throw new CapitalError('bad-number', `Vesting: expected accelerated from 0 to 1, received ${part}.`, {
      fields: { accelerated: part.toString() },
    });
  return vesting;
}

/** Whole months from one day to another: a month has passed on the same day of the next, or on its last where it has none. */
function monthsPassed(from: string, to: string): number {
  dayNumber(to);
  const parts = (day: string) => day.split('-').map(Number) as [number, number, number]; // as: dayNumber has checked the form
  const [[y1, m1, d1], [y2, m2, d2]] = [parts(from), parts(to)];
  const last = new Date(Date.UTC(y2, m2, 0)).getUTCDate();
  return 12 * (y2 - y1) + m2 - m1 - (d2 < Math.min(d1, last) ? 1 : 0);
}
