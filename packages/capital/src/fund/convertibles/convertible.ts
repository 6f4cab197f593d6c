import { dayNumber } from '../../day-number.ts';
import { CapitalError } from '../../errors.ts';
import { ONE, Rational, type RationalLike, rational } from '../exact/rational.ts';
import type { Capitalization } from './capitalization.ts';

/** A simple agreement for future equity. */
export interface Safe {
  kind: 'safe';
  id: string;
  holder: string;
  amount: RationalLike;
  /** The YC form since 2018 is 'post', the one before 'pre'. */
  capitalization: Capitalization;
  cap?: RationalLike;
  /** 0.2 converts at 80 % of the round's price. */
  discount?: RationalLike;
  /** May take over the whole terms of one later instrument. */
  mfn?: boolean;
}

/** A promise of a fixed fraction of the company before new money, as YC's 7 %. */
export interface FixedPercent {
  kind: 'percent';
  id: string;
  holder: string;
  amount: RationalLike;
  /** Of all shares before new money and the pool's increase. */
  fraction: RationalLike;
}

/** A loan that converts with its interest. */
export interface Note {
  kind: 'note';
  id: string;
  holder: string;
  principal: RationalLike;
  /** A year; 0.08 is 8 %. */
  rate: RationalLike;
  interest: 'simple' | 'compounded-yearly';
  dayCount: 'actual/365' | '30/360';
  issued: string;
  capitalization: Capitalization;
  cap?: RationalLike;
  discount?: RationalLike;
}

export type Convertible = Safe | FixedPercent | Note;

/**
 * Years between two dates by the convention, exact.
 *
 * @throws {CapitalError} dates-out-of-order — where a date lies before one that it must follow
 * @example yearFraction('2024-01-01', '2025-07-01', '30/360').toString() // '3/2'
 */
export function yearFraction(from: string, to: string, dayCount: Note['dayCount']): Rational {
  const days = dayNumber(to) - dayNumber(from);
  if (days < 0)
    throw new CapitalError('dates-out-of-order', `${to} comes before ${from}. Give the later date second.`, {
      fields: {
        from,
        to,
      },
    });
  if (dayCount === 'actual/365') return new Rational(BigInt(days), 365n);
  const parts = (date: string) => date.split('-').map(Number) as [number, number, number]; // dayNumber has checked the form
  const [[y1, m1, d1], [y2, m2, d2]] = [parts(from), parts(to)];
  const start = Math.min(d1, 30);
  const end = start === 30 ? Math.min(d2, 30) : d2;
  return new Rational(BigInt(360 * (y2 - y1) + 30 * (m2 - m1) + end - start), 360n);
}

/**
 * Principal and interest of a note on a day, exact; a broken year of compounding counts simply.
 *
 * @throws {CapitalError} dates-out-of-order — when the day comes before the note's
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example noteBalance({ ...note, principal: 500_000, rate: 0.08 }, '2025-07-01').toString() // '560000'
 */
export function noteBalance(note: Note, at: string): Rational {
  const rate = rational(note.rate);
  const principal = rational(note.principal);
  if (rate.sign < 0 || principal.sign <= 0)
    throw new CapitalError(
      'bad-number',
      `Note ${note.id}: expected a principal above 0 and a rate of 0 or more, received ${principal} and ${rate}.`,
      { fields: { id: note.id } },
    );
  const years = yearFraction(note.issued, at, note.dayCount);
  if (note.interest === 'simple') return principal.times(ONE.plus(rate.times(years)));
  const whole = years.round(0, 'down');
  let balance = principal;
  for (let year = 0n; year < whole.numerator; year++) balance = balance.times(ONE.plus(rate));
  return balance.times(ONE.plus(rate.times(years.minus(whole))));
}

/** Of what price one instrument would convert at, and why. */
export interface ConversionPrice {
  price: Rational;
  basis: 'cap' | 'discount' | 'round';
}

/**
 * The lowest of cap ÷ shares, discounted price and round price, when the round's price and the shares are known.
 *
 * @example conversionPrice({ cap: 8_000_000, discount: 0.2 }, { roundPrice: 2, shares: 6_000_000 }).price // 4/3
 */
export function conversionPrice(
  terms: { cap?: RationalLike; discount?: RationalLike },
  at: { roundPrice: RationalLike; shares: RationalLike },
): ConversionPrice {
  const round = rational(at.roundPrice);
  const discount = discountOf(terms);
  const candidates: ConversionPrice[] = [{ price: round, basis: 'round' }];
  if (discount.sign > 0) candidates.push({ price: round.times(ONE.minus(discount)), basis: 'discount' });
  if (terms.cap !== undefined) candidates.push({ price: rational(terms.cap).over(at.shares), basis: 'cap' });
  return candidates.reduce((best, next) => (next.price.compare(best.price) < 0 ? next : best));
}

/** The discount, checked to lie in [0, 1). */
export function discountOf(terms: { discount?: RationalLike }): Rational {
  const discount = rational(terms.discount ?? 0);
  if (discount.sign < 0 || discount.compare(1) >= 0)
    throw new CapitalError(
      'bad-number',
      `Expected a discount from 0 to below 1, such as 0.2 for 20 %, received ${discount}.`,
      { fields: { discount: discount.toString() } },
    );
  return discount;
}
