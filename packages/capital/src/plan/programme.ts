import { record } from '../record.ts';
import type { Expression } from '../simulate/language/expression.ts';
import { kindOf, type Offer } from '../source/offers/offer.ts';
import { marginalPrice } from '../source/programme/supply.ts';
import type { SourcingPlan } from '../source/source.ts';
import { slug } from './build/slug.ts';
import { tableOf } from './build/table.ts';
import type { Plan } from './plan.ts';
import { rateTo } from './rates.ts';
import type { PlanDocument } from './schema/document.ts';

/** What a sourcing programme puts into a plan's months: the same on every path, but for hours and rents. Money in the plan's currency. */
export interface PaidProgramme {
  /** Paid whether used or not. */
  readonly fixed: readonly number[];
  /** By demand, as {@link DemandSupply} has it. */
  readonly supply: readonly {
    readonly committed: readonly number[];
    readonly rented: readonly number[];
    readonly rent: readonly number[];
    readonly more: readonly number[];
  }[];
  /** What machines of one's own are worth at each month's end, and what was paid for them less what they were sold for. */
  readonly equipment: readonly number[];
  readonly invested: readonly number[];
  /** What was paid ahead and is not used up at each month's end. */
  readonly prepaid: readonly number[];
  /** Paid, or got back, after the plan's last month. */
  readonly beyond: number;
}

/** A plan's offers as the programme wants them, prices in the plan's currency. */
export function offersOf(document: PlanDocument): Offer[] {
  return document.sourcing!.offers.map((offer): Offer => {
    const { currency = document.currency } = offer;
    const rate = rateTo(document, currency) ?? 1; // a currency without a rate is a problem of the plan
    const { money } = kindOf(offer);
    const priced = Object.entries(offer).map(([field, value]) => [
      field,
      money.includes(field) && typeof value === 'number' ? value * rate : value,
    ]);
    return { ...Object.fromEntries(priced), currency: document.currency };
  });
}

/** Everything rented by the hour: what a plan's months reckon with before anything is committed. */
export function rentAll(document: PlanDocument): PaidProgramme {
  const { months, sourcing } = document;
  const offers = offersOf(document);
  const none = new Array<number>(months).fill(0);
  return {
    fixed: none,
    supply: sourcing!.demands.map(({ name, regions }) => ({
      committed: none,
      rented: none,
      rent: none,
      more: none.map((_, month) =>
        marginalPrice(offers, { id: name, gpuHours: [], ...(regions ? { regions } : {}) }, month),
      ),
    })),
    equipment: none,
    invested: none,
    prepaid: none,
    beyond: 0,
  };
}

/** A solved programme as a plan's months have it. */
export function programmeOf({ payments, supply, equipment, prepaid }: SourcingPlan, months: number): PaidProgramme {
  // By the hour, credit taken off: what is left of all payments is fixed.
  const hourly = (t: number): number => supply.reduce((sum, { rented, rent }) => sum + rented[t]! * rent[t]!, 0);
  return {
    fixed: Array.from({ length: months }, (_, t) => payments.fixed[t]! + payments.floating[t]! - hourly(t)),
    supply,
    equipment: equipment.worth.slice(0, months),
    invested: equipment.invested.slice(0, months),
    prepaid: prepaid.slice(0, months),
    beyond: [...payments.fixed.slice(months), ...payments.floating.slice(months)].reduce((sum, usd) => sum + usd, 0),
  };
}

/** The lines of a programme. */
export function programmeLines(
  { demands }: NonNullable<PlanDocument['sourcing']>,
  programme: PaidProgramme,
  currency: string,
): Record<string, { formula: Expression; unit: string }> {
  const [hours, price] = ['device·h/month', `${currency}/(device·h)`];
  const lines = record<{ formula: Expression; unit: string }>();
  const set = (name: string, values: readonly number[], unit: string): void => {
    lines[`sourcing.${name}`] = { formula: tableOf(values, unit), unit };
  };
  set('fixed', programme.fixed, `${currency}/month`);
  set('equipment', programme.equipment, currency);
  set('invested', programme.invested, currency);
  set('prepaid', programme.prepaid, currency);
  demands.forEach(({ name }, i) => {
    const { committed, rented, rent, more } = programme.supply[i]!;
    const own = slug(name);
    set(`${own}.committed`, committed, hours);
    set(`${own}.rented`, rented, hours);
    set(`${own}.rent`, rent, price);
    set(
      `${own}.more`,
      more.map((usd) => (Number.isNaN(usd) ? 0 : usd)),
      price,
    );
  });
  return lines;
}

/** The plan with another programme in its months. */
export function withProgramme(plan: Plan, programme: PaidProgramme): Plan {
  const { document, model } = plan;
  const lines = programmeLines(document.sourcing!, programme, document.currency);
  return { ...plan, model: { ...model, lines: record([...Object.entries(model.lines), ...Object.entries(lines)]) } };
}
