import { checked } from '../../checked.ts';

/** How money is earned; each gives the same lines. Amounts are a customer's a month unless said. */
export type BusinessModel =
  | {
      kind: 'api';
      /** Million tokens, or thousand requests. */
      units: number;
      /** A unit. */
      price: number;
      /** A unit, as the ledger measured serving. */
      costPerUnit: number;
      /** Monthly growth of a customer's use, 0 when not given. */
      growth?: number;
    }
  | {
      kind: 'seat';
      seats: number;
      price: number;
      costPerSeat: number;
      /** Monthly growth of a customer's seats. */
      growth?: number;
    }
  | {
      kind: 'outcome';
      /** Cases tried. */
      attempts: number;
      /** The part that succeeds, and is paid for: the evaluation's measure on the customer's data. */
      successRate: number;
      /** A success. */
      price: number;
      /** A try, paid whether it succeeds or not. */
      costPerAttempt: number;
    }
  | {
      kind: 'licence';
      /** Once, when bought; earned evenly over `months`. */
      licence: number;
      months: number;
      /** A year, as a part of the licence. */
      maintenance: number;
      /** Support. */
      cost: number;
    };

/** How customers come and stay. */
export interface Customers {
  /** Won in each month. */
  acquired: readonly number[];
  /** The part lost each month, from a customer's second month on. */
  churn: number;
}

/** Month by month, in money a month. */
export interface RevenueLines {
  /** Active. */
  customers: number[];
  /** Units, seats, successes or licences in force. */
  units: number[];
  /** Earned. */
  revenue: number[];
  /** Received. */
  cash: number[];
  /** Of serving. */
  cost: number[];
}

/**
 * The revenue lines of a business model, cohort by cohort.
 *
 * @throws {CapitalError} bad-number — on negative prices, shares outside 0 to 1
 * @example revenueLines({ kind: 'api', units: 12, price: 4, costPerUnit: 0.9 }, { acquired: [2, 3, 5], churn: 0.03 }).revenue
 */
export function revenueLines(model: BusinessModel, { acquired, churn }: Customers): RevenueLines {
  const each = month(model);
  checked('churn', churn, { least: 0, most: 1 });
  const lines: RevenueLines = { customers: [], units: [], revenue: [], cash: [], cost: [] };
  for (const [now] of acquired.entries()) {
    const sums = { customers: 0, units: 0, revenue: 0, cash: 0, cost: 0 };
    for (let start = 0; start <= now; start++) {
      const age = now - start;
      const active = checked(`acquired[${start}]`, acquired[start]!, { least: 0 }) * (1 - churn) ** age;
      const { units, revenue, cash, cost } = each(age);
      sums.customers += active;
      sums.units += active * units;
      sums.revenue += active * revenue;
      sums.cash += active * cash;
      sums.cost += active * cost;
    }
    for (const key of ['customers', 'units', 'revenue', 'cash', 'cost'] as const) lines[key].push(sums[key]);
  }
  return lines;
}

interface Month {
  units: number;
  revenue: number;
  cash: number;
  cost: number;
}

/** What one customer of an age in months gives. */
function month(model: BusinessModel): (age: number) => Month {
  const sold = (units: number, price: number, cost: number): Month => ({
    units,
    revenue: units * price,
    cash: units * price,
    cost,
  });
  switch (model.kind) {
    case 'api': {
      amounts({ units: model.units, price: model.price, costPerUnit: model.costPerUnit });
      const growth = checked('growth', model.growth ?? 0, { above: -1 });
      return (age) => {
        const units = model.units * (1 + growth) ** age;
        return sold(units, model.price, units * model.costPerUnit);
      };
    }
    case 'seat': {
      amounts({ seats: model.seats, price: model.price, costPerSeat: model.costPerSeat });
      const growth = checked('growth', model.growth ?? 0, { above: -1 });
      return (age) => {
        const seats = model.seats * (1 + growth) ** age;
        return sold(seats, model.price, seats * model.costPerSeat);
      };
    }
    case 'outcome': {
      amounts({ attempts: model.attempts, price: model.price, costPerAttempt: model.costPerAttempt });
      checked('successRate', model.successRate, { least: 0, most: 1 });
      const successes = model.attempts * model.successRate;
      return () => sold(successes, model.price, model.attempts * model.costPerAttempt);
    }
    case 'licence': {
      amounts({ licence: model.licence, maintenance: model.maintenance, cost: model.cost });
      checked('months', model.months, { least: 1, whole: true });
      const maintenance = (model.licence * model.maintenance) / 12;
      return (age) => ({
        units: 1,
        revenue: (age < model.months ? model.licence / model.months : 0) + maintenance,
        cash: (age === 0 ? model.licence : 0) + maintenance,
        cost: model.cost,
      });
    }
  }
}

function amounts(given: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(given)) checked(name, value, { least: 0 });
}
