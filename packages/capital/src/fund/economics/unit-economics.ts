import { checked } from '../../checked.ts';

/** One customer, a month. */
export interface CustomerEconomics {
  /** Average revenue. */
  arpa: number;
  /** Of revenue, after serving; take it from the ledger: see `grossMargin`. */
  grossMargin: number;
  /** The part of customers lost. */
  churn: number;
  /** What winning one costs. */
  cac: number;
  /** Discount, 0 when not given. */
  rate?: number;
}

export interface UnitEconomics {
  /** Margin over a customer's life, from the end of the first month on: margin ÷ (rate + churn). */
  lifetimeValue: number;
  ratio: number;
  /** CAC ÷ margin, as usually quoted: without churn or discount. */
  paybackMonths: number;
  /** Months until surviving, discounted margin has paid the CAC; null when it never does. */
  paybackWithChurn: number | null;
}

/**
 * Lifetime value, its ratio to CAC, payback.
 *
 * @throws {CapitalError} bad-number — on churn that is not above 0 with no discount, on negative prices
 * @example unitEconomics({ arpa: 100, grossMargin: 0.8, churn: 0.05, cac: 400 }).lifetimeValue // 1600
 */
export function unitEconomics({ arpa, grossMargin, churn, cac, rate = 0 }: CustomerEconomics): UnitEconomics {
  checked('arpa', arpa, { least: 0 });
  checked('grossMargin', grossMargin, { most: 1 });
  checked('churn', churn, { least: 0, most: 1 });
  checked('cac', cac, { above: 0 });
  checked('rate', rate, { least: 0 });
  const hazard = checked('churn + rate (a life without end has no value in finite money)', churn + rate, { above: 0 });
  const margin = arpa * grossMargin;
  const lifetimeValue = margin / hazard;
  const kept = (1 - churn) / (1 + rate);
  return {
    lifetimeValue,
    ratio: lifetimeValue / cac,
    paybackMonths: margin > 0 ? cac / margin : Number.POSITIVE_INFINITY,
    paybackWithChurn: lifetimeValue > cac ? Math.log1p(-cac / lifetimeValue) / Math.log(kept) : null,
  };
}

/**
 * Gross margin from what serving was measured to cost.
 *
 * @param served revenue and units of a month (million tokens, thousand requests), and the ledger's cost of one
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example grossMargin({ revenue: 100, units: 12.5, costPerUnit: 1.6 }) // 0.8
 */
export function grossMargin(served: { revenue: number; units: number; costPerUnit: number }): number {
  checked('revenue', served.revenue, { above: 0 });
  checked('units', served.units, { least: 0 });
  checked('costPerUnit', served.costPerUnit, { least: 0 });
  return 1 - (served.units * served.costPerUnit) / served.revenue;
}
