import type { Demand, MachineOffer, Offer } from '../offers/offer.ts';
import type { Decision, Part } from './build.ts';
import { work } from './drafts.ts';

/** How one demand is met, month by month, in GPU-hours of the reference chip and USD. */
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

/** Whether what is not used is not paid; of a grant that is not certain, what stands in for it. */
function byTheHour(offer: Offer): boolean {
  return offer.kind === 'on-demand' || offer.kind === 'spot' || offer.kind === 'grant';
}

/** What a reference GPU-hour costs that is rented by the hour for a demand in a month; NaN where nothing is on offer. */
export function marginalPrice(offers: readonly Offer[], demand: Demand, month: number): number {
  const able = offers.filter(
    (offer): offer is Extract<Offer, { kind: 'on-demand' | 'spot' }> =>
      (offer.kind === 'on-demand' || offer.kind === 'spot') &&
      (offer.from ?? 0) <= month &&
      (!demand.regions || demand.regions.includes(offer.region)),
  );
  const price = (offer: (typeof able)[number]): number =>
    (offer.usdPerGpuHour * (offer.gpusPerNode ?? 1)) / work(offer);
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
  }: { decisions: readonly (Decision & { amount: number })[]; parts: readonly Part[]; values: readonly number[] },
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
  const usd = rows.map(() => new Array<number>(months).fill(0));
  const groupOf = ({ region }: MachineOffer): string =>
    demands
      .filter(({ regions }) => !regions || regions.includes(region))
      .map(({ id }) => id)
      .join('\n');
  for (let month = 0; month < months; month++) {
    const running = decisions.filter(
      ({ offer, runs }) => offer.kind !== 'credit' && runs.first <= month && month < runs.end,
    );
    const credit = new Map<string, number>();
    for (const { offer, month: used, amount, payments } of decisions)
      if (offer.kind === 'credit' && used === month && payments[0])
        credit.set(offer.provider, (credit.get(offer.provider) ?? 0) + amount * Math.max(0, -payments[0].usd));
    const bill = new Map<string, number>();
    for (const { offer, amount, payments } of running)
      if (offer.kind === 'on-demand' || offer.kind === 'spot')
        bill.set(offer.provider, (bill.get(offer.provider) ?? 0) + amount * paid(payments));
    // as: no credit runs
    for (const [group, members] of Map.groupBy(running, ({ offer }) => groupOf(offer as MachineOffer))) {
      const shares = parts.filter((part) => part.month === month && part.group === group);
      const all = shares.reduce((sum, { variable }) => sum + values[variable]!, 0);
      for (const { variable, demand } of shares) {
        const part = all > 0 ? values[variable]! / all : 1 / shares.length;
        const at = rows.findIndex(({ id }) => id === demand);
        for (const { offer, amount, payments } of members) {
          const hours = part * amount * work(offer as MachineOffer) * hoursPerMonth; // as: above
          if (!byTheHour(offer)) {
            rows[at]!.committed[month]! += hours;
            continue;
          }
          const billed = bill.get(offer.provider) ?? 0;
          const kept = billed > 0 ? 1 - Math.min(1, (credit.get(offer.provider) ?? 0) / billed) : 1;
          rows[at]!.rented[month]! += hours;
          usd[at]![month]! += part * amount * paid(payments) * (offer.kind === 'grant' ? 1 : kept);
        }
      }
    }
  }
  return rows.map((row, i) => ({ ...row, rent: row.rented.map((hours, t) => (hours > 0 ? usd[i]![t]! / hours : 0)) }));
}

function paid(payments: readonly { readonly usd: number }[]): number {
  return payments.reduce((sum, { usd }) => sum + usd, 0);
}
