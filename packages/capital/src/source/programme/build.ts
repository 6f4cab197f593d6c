import type { Draft } from '../offers/contract.ts';
import { isMachine, kindOf, type MachineOffer, type Offer, work } from '../offers/offer.ts';
import type { SourcingProblem } from '../problem.ts';
import { drafts, served } from './drafts.ts';
import { Programme, type Row } from './programme.ts';

/** A draft that has its unknown: how many nodes, or how much money. */
export interface DecisionVariable extends Draft {
  readonly variable: number;
  readonly offer: Offer;
}

/** A programme with what its unknowns mean. */
export interface Built {
  readonly programme: Programme;
  readonly decisions: readonly DecisionVariable[];
  /** Unknowns that say how much of a group of regions' work goes to a demand, GPUs of the reference chip. */
  readonly parts: readonly Part[];
  /** Only when elastic: GPU-hours that a demand, or money that the budget, may be short of. */
  readonly missing: readonly { readonly variable: number; readonly month: number; readonly demand?: string }[];
}

/** What one group of regions computes of one demand in a month. */
export interface Part {
  readonly variable: number;
  readonly month: number;
  readonly demand: string;
  /** The demands that the group may serve. */
  readonly group: string;
}

type Terms = [variable: number, coefficient: number][];

/**
 * The mixed-integer programme of a problem: unknowns are what is decided in each month, and how much of each region's work goes
 * to which demand.
 *
 * @param options.elastic whether demands may stay unmet and the budget may be broken; then only what is missing costs
 */
export function build(problem: SourcingProblem, { elastic = false } = {}): Built {
  const { offers, discountRate, budget = [], hoursPerMonth = 730.5 } = problem;
  const programme = new Programme();
  const missing: { variable: number; month: number; demand?: string }[] = [];

  const decide = (offer: Offer, draft: Draft, upper?: number): DecisionVariable => {
    const cost = draft.payments.reduce((sum, { month, money }) => sum + money * (1 + discountRate) ** (-month / 12), 0);
    const bound = upper === undefined ? {} : { upper };
    return { ...draft, offer, variable: programme.variable(elastic ? 0 : cost, { ...bound, integer: draft.whole }) };
  };

  const decisions = offers.flatMap((offer) => {
    const kind = kindOf(offer);
    const most = isMachine(offer) ? offer.maxNodes : undefined;
    const long = kind.paid === 'kept';
    const made = drafts(problem, offer).map((draft) => decide(offer, draft, long ? undefined : most));
    if (long && most !== undefined)
      for (const [month] of problem.demands[0]!.gpuHours.entries()) programme.row(running(made, month), { high: most });
    const total = kind.total?.(offer, hoursPerMonth);
    if (total === undefined) return made;

    const uses = made.map(({ variable }): [number, number] => [variable, 1]);
    const draft = kind.application?.(offer);
    if (!draft) {
      programme.row(uses, { high: total });
      return made;
    }
    const applied = decide(offer, draft, 1);
    programme.row([...uses, [applied.variable, -total]], { high: 0 });
    return [...made, applied];
  });

  // Credit pays at most for what is rented by the hour from its provider in the same month.
  for (const { offer, month, variable, whole } of decisions) {
    if (isMachine(offer) || whole) continue;
    const bills = decisions.filter(
      (rented) =>
        kindOf(rented.offer).market !== undefined && rented.offer.provider === offer.provider && rented.month === month,
    );
    programme.row(
      [[variable, 1], ...bills.map((rented): [number, number] => [rented.variable, -paidIn(rented, month)])],
      { high: 0 },
    );
  }

  const parts = share(problem, programme, decisions, (demand, month) => {
    if (!elastic) return [];
    const variable = programme.variable(1);
    missing.push({ variable, month, demand });
    return [[variable, 1 / hoursPerMonth]];
  });

  // A missing GPU-hour weighs as much as ten of the dearest: money is named where money alone would do.
  const gpuHour = (offer: Offer): number =>
    isMachine(offer) ? (kindOf(offer).nodeHour?.(offer) ?? 0) / (offer.gpusPerNode ?? 1) : 0;
  const dearest = Math.max(1, ...offers.map(gpuHour));
  for (const [month, money] of budget.entries()) {
    const terms: Terms = decisions.map((decision) => [decision.variable, paidIn(decision, month)]);
    if (elastic) {
      const variable = programme.variable(1 / (10 * dearest));
      missing.push({ variable, month });
      terms.push([variable, -1]);
    }
    programme.row(terms, { high: money });
  }
  if (problem.purse && !elastic) held(programme, decisions, problem.purse);
  return { programme, decisions, parts, missing };
}

/** What is left of the purse, month after month, is no less than nothing. */
function held(programme: Programme, decisions: readonly DecisionVariable[], purse: readonly number[]): void {
  let before: number | undefined;
  for (const [month, money] of purse.entries()) {
    const left = programme.variable(0);
    const terms: Terms = decisions.map((decision) => [decision.variable, paidIn(decision, month)]);
    const added = money - (month === 0 ? 0 : purse[month - 1]!);
    const carried: Terms = before === undefined ? [] : [[before, -1]];
    programme.row([...terms, [left, 1], ...carried], {
      low: added,
      high: added,
    });
    before = left;
  }
}

const paidIn = ({ payments }: Draft, month: number): number =>
  payments.reduce((sum, payment) => (payment.month === month ? sum + payment.money : sum), 0);

const runs = (draft: Draft, month: number): boolean => draft.runs.first <= month && month < draft.runs.end;

function running(decisions: readonly DecisionVariable[], month: number): Terms {
  return decisions.filter((decision) => runs(decision, month)).map(({ variable }) => [variable, 1]);
}

/** Rows that share each region's work among the demands it may serve, month by month. */
function share(
  problem: SourcingProblem,
  programme: Programme,
  decisions: readonly DecisionVariable[],
  unmet: (demand: string, month: number) => Row['terms'],
): Part[] {
  const all: Part[] = [];
  const { demands, hoursPerMonth = 730.5 } = problem;
  const machines = decisions.filter((decision): decision is DecisionVariable & { offer: MachineOffer } =>
    isMachine(decision.offer),
  );
  const groups = Map.groupBy(machines, ({ offer }) => served(problem, offer.region).join('\n'));
  for (const [month] of demands[0]!.gpuHours.entries()) {
    const given = new Map<string, Terms>(demands.map(({ id }) => [id, []]));
    for (const [group, members] of groups) {
      const supply = members
        .filter((decision) => runs(decision, month))
        .map(({ variable, offer }): [number, number] => [variable, work(offer)]);
      if (supply.length === 0) continue;
      const parts = served(problem, members[0]!.offer.region).map((id): [number, number] => {
        const part = programme.variable(0);
        given.get(id)!.push([part, 1]);
        all.push({ variable: part, month, demand: id, group });
        return [part, -1];
      });
      programme.row([...supply, ...parts], { low: 0 });
    }
    for (const { id, gpuHours } of demands)
      if (gpuHours[month]! > 0)
        programme.row([...given.get(id)!, ...unmet(id, month)], { low: gpuHours[month]! / hoursPerMonth });
  }
  return all;
}
