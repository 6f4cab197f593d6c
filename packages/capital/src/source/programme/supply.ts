import { isMachine, kindOf, type MachineOffer, type Offer, work } from '../offers/offer.ts';
import type { Demand } from '../problem.ts';
import type { DecisionVariable, Part } from './build.ts';

/** How one demand is met, month by month, in GPU-hours of the reference chip and money. */
export interface DemandSupply {
  readonly id: string;
  /** Of machines that are paid for whether used or not. */
  readonly committed: readonly number[];
  /** Paid by the hour used, rented or granted, and for how much each, credit taken off. */
  readonly rented: readonly number[];
  readonly rent: readonly number[];
  /** What an hour more costs: the cheapest that is rented by the hour and may compute it; NaN where nothing is. */
  readonly more: readonly number[];
}

/** What a reference GPU-hour costs that is rented by the hour for a demand in a month; NaN where nothing is on offer. */
export function marginalPrice(offers: readonly Offer[], demand: Demand, month: number): number {
  const able = offers
    .filter(isMachine)
    .filter((offer) => kindOf(offer).market !== undefined && (offer.from ?? 0) <= month)
    .filter(({ region }) => !demand.regions || demand.regions.includes(region));
  const price = (offer: MachineOffer): number => (kindOf(offer).nodeHour?.(offer) ?? 0) / work(offer);
  // What is capped may be taken already: the cheapest without a cap, else the dearest with one.
  const free = able.filter(({ maxNodes }) => maxNodes === undefined).map(price);
  if (free.length > 0) return Math.min(...free);
  return able.length > 0 ? Math.max(...able.map(price)) : Number.NaN;
}

/** Reads from a solved programme who computes what. */
export function supplyOf(
  { demands, offers, hoursPerMonth }: { demands: readonly Demand[]; offers: readonly Offer[]; hoursPerMonth: number },
  {
    decisions,
    parts,
    values,
  }: {
    decisions: readonly (DecisionVariable & { amount: number })[];
    parts: readonly Part[];
    values: readonly number[];
  },
): DemandSupply[] {
  const months = demands[0]!.gpuHours.length;
  const rows = demands.map(({ id }) => ({
    id,
    committed: new Array<number>(months).fill(0),
    rented: new Array<number>(months).fill(0),
    rent: new Array<number>(months).fill(0),
    more: Array.from({ length: months }, (_, month) =>
      marginalPrice(offers, demands.find((each) => each.id === id)!, month),
    ),
  }));
  const money = rows.map(() => new Array<number>(months).fill(0));
  const groupOf = ({ region }: MachineOffer): string =>
    demands
      .filter(({ regions }) => !regions || regions.includes(region))
      .map(({ id }) => id)
      .join('\n');
  for (let month = 0; month < months; month++) {
    const running = decisions.flatMap(({ offer, runs, ...decision }) =>
      isMachine(offer) && runs.first <= month && month < runs.end ? [{ ...decision, offer }] : [],
    );
    const credit = new Map<string, number>();
    for (const { offer, month: used, amount, payments } of decisions)
      if (!isMachine(offer) && used === month && payments[0])
        credit.set(offer.provider, (credit.get(offer.provider) ?? 0) + amount * Math.max(0, -payments[0].money));
    const bill = new Map<string, number>();
    for (const { offer, amount, payments } of running)
      if (kindOf(offer).market !== undefined)
        bill.set(offer.provider, (bill.get(offer.provider) ?? 0) + amount * paid(payments));
    for (const [group, members] of Map.groupBy(running, ({ offer }) => groupOf(offer))) {
      const shares = parts.filter((part) => part.month === month && part.group === group);
      const all = shares.reduce((sum, { variable }) => sum + values[variable]!, 0);
      for (const { variable, demand } of shares) {
        const part = all > 0 ? values[variable]! / all : 1 / shares.length;
        const at = rows.findIndex(({ id }) => id === demand);
        for (const { offer, amount, payments } of members) {
          const hours = part * amount * work(offer) * hoursPerMonth;
          if (kindOf(offer).paid === 'kept') {
            rows[at]!.committed[month]! += hours;
            continue;
          }
          const billed = bill.get(offer.provider) ?? 0;
          const kept = billed > 0 ? 1 - Math.min(1, (credit.get(offer.provider) ?? 0) / billed) : 1;
          rows[at]!.rented[month]! += hours;
          money[at]![month]! += part * amount * paid(payments) * (kindOf(offer).market === undefined ? 1 : kept);
        }
      }
    }
  }
  return rows.map((row, i) => ({
    ...row,
    rent: row.rented.map((hours, t) => (hours > 0 ? money[i]![t]! / hours : 0)),
  }));
}

function paid(payments: readonly { readonly money: number }[]): number {
  return payments.reduce((sum, { money }) => sum + money, 0);
}
