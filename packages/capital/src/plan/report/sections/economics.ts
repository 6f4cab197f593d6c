import { sortedQuantile } from '../../../simulate/columns/summary.ts';
import { monthOf, type Simulation } from '../../../simulate/simulate.ts';
import { slug } from '../../build/slug.ts';
import type { PlanDocument } from '../../schema/document.ts';

/** Quantiles over the paths. */
export interface Quantiles {
  readonly p05: number;
  readonly p50: number;
  readonly p95: number;
}

/** What a customer is worth in the plan's last month, and what the growth until then costs. */
export interface EconomicsReport {
  readonly customers: readonly {
    readonly name: string;
    /** Price less serving, a month, over the churn; endless where nobody leaves. */
    readonly worth: Quantiles;
    /** Where the plan says what winning a customer costs. */
    readonly cost?: Quantiles;
    readonly worthOverCost?: Quantiles;
    /** Months in which a customer has paid for being won. */
    readonly payback?: Quantiles;
  }[];
  /** Money burnt in the last twelve months for each that the yearly income grew by; undefined where it did not grow on most paths. */
  readonly burnMultiple?: Quantiles;
}

/** The lines that economicsReport reads. */
export function economicsOutputs({ revenue }: PlanDocument): string[] {
  return revenue.flatMap(({ name, acquisition }) =>
    ['price', 'unitcost', 'churn', ...(acquisition === undefined ? [] : ['cac'])].map(
      (field) => `revenue.${slug(name)}.${field}`,
    ),
  );
}

/** Unit economics on the paths; nothing where the plan sells nothing. */
export function economicsReport(simulation: Simulation, { revenue }: PlanDocument): EconomicsReport | undefined {
  if (revenue.length === 0) return undefined;
  const last = simulation.months - 1;
  const burnMultiple = burnMultipleOf(simulation);
  return {
    customers: revenue.map(({ name, acquisition }) => {
      const of = (field: string): Float64Array => monthOf(simulation, `revenue.${slug(name)}.${field}`, last);
      const [price, serving, churn] = [of('price'), of('unitcost'), of('churn')];
      const margin = price.map((paid, p) => paid - serving[p]!);
      const worth = margin.map((left, p) => left / churn[p]!);
      if (acquisition === undefined) return { name, worth: quantiles(worth) };
      const cost = of('cac');
      return {
        name,
        worth: quantiles(worth),
        cost: quantiles(cost),
        worthOverCost: quantiles(worth.map((value, p) => value / cost[p]!)),
        payback: quantiles(cost.map((value, p) => (margin[p]! > 0 ? value / margin[p]! : Number.POSITIVE_INFINITY))),
      };
    }),
    ...(burnMultiple && { burnMultiple }),
  };
}

function burnMultipleOf(simulation: Simulation): Quantiles | undefined {
  const { months, paths } = simulation;
  if (months < 13) return undefined;
  const [now, before] = [monthOf(simulation, 'income', months - 1), monthOf(simulation, 'income', months - 13)];
  const burnt = new Float64Array(paths);
  for (let t = months - 12; t < months; t++)
    monthOf(simulation, 'burn', t).forEach((burn, p) => {
      burnt[p]! += burn;
    });
  const grown = now.map((income, p) => 12 * (income - before[p]!));
  if (grown.filter((growth) => growth > 0).length <= paths / 2) return undefined;
  return quantiles(burnt.map((burn, p) => (grown[p]! > 0 ? burn / grown[p]! : Number.POSITIVE_INFINITY)));
}

function quantiles(column: Float64Array): Quantiles {
  // 0 customers leaving of margin 0 is neither worth nothing nor everything: left out.
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  const at = (p: number): number => {
    const value = sortedQuantile(sorted, p);
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value; // between two that are endless
  };
  return { p05: at(0.05), p50: at(0.5), p95: at(0.95) };
}
