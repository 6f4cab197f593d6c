import { checked } from '../../checked.ts';
import { dayNumber } from '../../day-number.ts';
import { CapitalError } from '../../errors.ts';
import { signChanges, zeros } from './dirichlet.ts';

/** Money on a day: negative is paid, positive received. */
export interface DatedFlow {
  /** YYYY-MM-DD */
  date: string;
  amount: number;
}

/**
 * Net present value of flows one period apart, the first of them now. Excel's NPV discounts the first by a period too: its
 * NPV(r; a, b) is `npv(r, [0, a, b])`.
 *
 * @param rate a period, above −1
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example npv(0.08, [-40_000, 8_000, 9_200, 10_000, 12_000, 14_500]) // 1922.06
 */
export function npv(rate: number, flows: readonly number[]): number {
  checked('rate', rate, { above: -1 });
  finite(flows);
  let value = 0;
  for (let i = flows.length - 1; i >= 0; i--) value = flows[i]! + value / (1 + rate);
  return value;
}

/**
 * Net present value on the first flow's day, at a yearly rate over actual days ÷ 365 (Excel's XNPV).
 *
 * @throws {CapitalError} bad-number, bad-date — where a figure is negative, endless or none where it may not be, or a date is none
 * @throws {CapitalError} dates-out-of-order — when a flow comes before the first
 * @example xnpv(0.09, flows)
 */
export function xnpv(rate: number, flows: readonly DatedFlow[]): number {
  checked('rate', rate, { above: -1 });
  return terms(flows).reduce((value, { amount, time }) => value + amount * (1 + rate) ** -time, 0);
}

/**
 * Every rate above −1 at which the net present value is 0, ascending; none when the flows do not change sign. More than one means
 * that no rate can be called the return: compare net present values.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example irr([-100, 230, -132]) // [0.1, 0.2]
 */
export function irr(flows: readonly number[]): number[] {
  finite(flows);
  return zeros(flows.map((amount, time) => ({ amount, time }))).map(Math.expm1);
}

/**
 * Every yearly rate above −1 at which the dated flows are worth 0, over actual days ÷ 365 (Excel's XIRR gives one of them).
 *
 * @throws {CapitalError} bad-number, bad-date, dates-out-of-order — where a figure is negative, endless or none where it may not be, a date is none, or a date lies before one that it must follow
 * @example xirr([{ date: '2024-01-01', amount: -100 }, { date: '2025-01-01', amount: 110 }])
 */
export function xirr(flows: readonly DatedFlow[]): number[] {
  return zeros(terms(flows)).map(Math.expm1);
}

/**
 * The modified internal rate of return: outflows discounted at the finance rate, inflows compounded at the reinvestment rate.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @throws {CapitalError} bad-input — without both an outflow and an inflow
 * @example mirr([-120_000, 39_000, 30_000, 21_000, 37_000, 46_000], 0.1, 0.12) // 0.12609
 */
export function mirr(flows: readonly number[], financeRate: number, reinvestRate: number): number {
  checked('financeRate', financeRate, { above: -1 });
  checked('reinvestRate', reinvestRate, { above: -1 });
  const paid = npv(
    financeRate,
    flows.map((flow) => Math.min(flow, 0)),
  );
  const periods = flows.length - 1;
  const earned =
    npv(
      reinvestRate,
      flows.map((flow) => Math.max(flow, 0)),
    ) *
    (1 + reinvestRate) ** periods;
  if (!(paid < 0 && earned > 0))
    throw new CapitalError('bad-input', 'Expected at least one payment (negative) and one receipt (positive).', {
      fields: {
        flows: [...flows],
      },
    });
  return (earned / -paid) ** (1 / periods) - 1;
}

/** Descartes's bound on how many rates `irr` can give: the changes of sign. @example mostRates([-100, 230, -132]) // 2 */
export function mostRates(flows: readonly number[]): number {
  return signChanges(flows);
}

/**
 * What a loan costs a period, or what an annuity pays: principal·r ÷ (1 − (1 + r)⁻ⁿ).
 *
 * @param rate a period
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example payment(300_000, 0.08 / 12, 60) // 6082.92
 */
export function payment(principal: number, rate: number, periods: number): number {
  checked('principal', principal);
  checked('rate', rate, { above: -1 });
  checked('periods', periods, { least: 1, whole: true });
  return rate === 0 ? principal / periods : (principal * rate) / -Math.expm1(-periods * Math.log1p(rate));
}

/** What `periods` payments at the end of each are worth now. @example annuity(100, 0.01, 12) */
export function annuity(paid: number, rate: number, periods: number): number {
  return checked('paid', paid) / payment(1, rate, periods);
}

function terms(flows: readonly DatedFlow[]): { amount: number; time: number }[] {
  const first = flows[0];
  if (!first) return [];
  const start = dayNumber(first.date);
  return flows.map(({ date, amount }) => {
    const days = dayNumber(date) - start;
    if (days < 0)
      throw new CapitalError(
        'dates-out-of-order',
        `The flow of ${date} comes before the first, of ${first.date}. Put the earliest first.`,
        { fields: { date, first: first.date } },
      );
    return { amount: checked(`The flow of ${date}`, amount), time: days / 365 };
  });
}

function finite(flows: readonly number[]): void {
  for (const [i, flow] of flows.entries()) checked(`Flow ${i}`, flow);
}
