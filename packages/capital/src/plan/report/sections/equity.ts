import { CapitalError } from '../../../errors.ts';
import type { Convertible } from '../../../fund/convertibles/convertible.ts';
import { type Rational, rational } from '../../../fund/exact/rational.ts';
import { waterfall } from '../../../fund/exit/waterfall.ts';
import { type PricedRound, pricedRound } from '../../../fund/round/priced-round.ts';
import { LEGAL_ROUNDING, type RoundTerms } from '../../../fund/round/terms.ts';
import { type CapTable, capTable, owned } from '../../../fund/table/cap-table.ts';
import { summarise } from '../../../simulate/columns/summary.ts';
import { monthOf, type Simulation } from '../../../simulate/simulate.ts';
import { slug } from '../../build/slug.ts';
import type { PlanDocument } from '../../schema/document.ts';

/** The lines that equityReport reads. */
export function equityOutputs({ rounds }: PlanDocument): string[] {
  return rounds.filter(({ terms }) => terms?.kind === 'priced').map(({ name }) => `round.${slug(name)}.premoney`);
}

export interface EquityReport {
  /** At the start, then after every priced round of the plan, as if all of them close at their median amount and valuation. */
  readonly stages: readonly {
    readonly name: string;
    readonly preMoney?: number;
    readonly raised?: number;
    readonly postMoney?: number;
    /** Of a share. */
    readonly price?: number;
    /** What the holders from before get for, once the pool's increase is paid for. */
    readonly effectivePreMoney?: number;
  }[];
  /** For every holder, a fraction at every stage; each stage sums to one exactly. */
  readonly holders: readonly { readonly holder: string; readonly fractions: readonly number[] }[];
  /** Fractions at the last stage when every valuation comes out at its 5th, and at its 95th percentile. */
  readonly range: readonly { readonly holder: string; readonly low: number; readonly high: number }[];
  /** Promises that no priced round of the plan converts. */
  readonly unconverted: readonly { readonly id: string; readonly holder: string; readonly amount: number }[];
  readonly exits: readonly {
    readonly proceeds: number;
    readonly payouts: readonly { readonly holder: string; readonly amount: number }[];
  }[];
}

/**
 * Follows the cap table through the plan's rounds, exactly.
 *
 * @throws CapitalError 'cap-table-open' naming the round whose table cannot close, 'bad-number', 'dates-out-of-order'.
 */
export function equityReport(simulation: Simulation, document: PlanDocument): EquityReport | undefined {
  if (!document.capTable) return undefined;
  const middle = follow(simulation, document, 'p50');
  const last = middle.tables.at(-1)!;
  const holders = holdersOf(last);
  const ends = (['p05', 'p95'] as const).map((p) => follow(simulation, document, p).tables.at(-1)!);
  const of = (table: CapTable, holder: string): number => owned(table, holder).toNumber();
  return {
    stages: [
      { name: 'today' },
      ...middle.rounds.map(({ name, preMoney, raised, result }) => ({
        name,
        preMoney: preMoney.toNumber(),
        raised: raised.toNumber(),
        postMoney: result.postMoney.toNumber(),
        price: result.price.toNumber(),
        effectivePreMoney: result.effectivePreMoney.toNumber(),
      })),
    ],
    holders: holders.map((holder) => ({ holder, fractions: middle.tables.map((table) => of(table, holder)) })),
    range: holders.map((holder) => {
      const both = ends.map((table) => of(table, holder));
      return { holder, low: Math.min(...both), high: Math.max(...both) };
    }),
    unconverted: middle.open.map((each) => ({
      id: each.id,
      holder: each.holder,
      amount: rational('principal' in each ? each.principal : each.amount).toNumber(),
    })),
    exits: document.capTable.exits.map((proceeds) => {
      const { payouts } = waterfall(last, proceeds);
      const sums = new Map<string, Rational>();
      for (const { holder, amount } of payouts) sums.set(holder, (sums.get(holder) ?? rational(0)).plus(amount));
      return { proceeds, payouts: [...sums].map(([holder, amount]) => ({ holder, amount: amount.toNumber() })) };
    }),
  };
}

function holdersOf(table: CapTable): string[] {
  return [...new Set([...table.holdings, ...table.grants].map(({ holder }) => holder).concat('pool'))];
}

interface Followed {
  tables: CapTable[];
  rounds: { name: string; preMoney: Rational; raised: Rational; result: PricedRound }[];
  open: Convertible[];
}

/** All rounds in the order of the plan's months, amounts at their median, valuations at a quantile. */
function follow(
  simulation: Simulation,
  { rounds, capTable: table, currency }: PlanDocument,
  p: 'p05' | 'p50' | 'p95',
): Followed {
  const whole = (line: string, at: 'p05' | 'p50' | 'p95'): Rational =>
    rational(Math.round(summarise(monthOf(simulation, line, 0))[at])); // whole money: exact from here on
  const followed: Followed = { tables: [capTable(table!)], rounds: [], open: [...table!.convertibles] };
  for (const { name, month, terms } of rounds.toSorted((a, b) =>
    a.month < b.month ? -1 : a.month > b.month ? 1 : 0,
  )) {
    if (!terms) continue;
    const amount = whole(`round.${slug(name)}.amount`, 'p50');
    if (terms.kind !== 'priced') {
      const promise = { ...terms, id: slug(name) };
      followed.open.push(promise.kind === 'safe' ? { ...promise, amount } : { ...promise, principal: amount });
      continue;
    }
    const { kind: _, preMoney: __, rounding, investors, ...rest } = terms;
    const preMoney = whole(`round.${slug(name)}.premoney`, p);
    const given: RoundTerms = {
      date: `${month}-01`,
      ...rest,
      series: slug(name),
      preMoney,
      rounding: rounding === 'legal' ? LEGAL_ROUNDING : 'exact',
      investors: (investors ?? [{ holder: `${name} investors`, part: 1 }]).map(({ holder, part: share }) => ({
        holder,
        amount: amount.times(share),
      })),
      convertibles: followed.open,
    };
    try {
      const result = pricedRound(followed.tables.at(-1)!, given);
      followed.rounds.push({ name, preMoney, raised: amount, result });
      followed.tables.push(result.table);
      followed.open = [];
    } catch (error) {
      if (!(error instanceof CapitalError)) throw error;
      throw new CapitalError(
        error.code,
        `${name}, ${amount.toFixed(0)} ${currency} at ${preMoney.toFixed(0)} before: ${error.message}`,
        { ...error.details, round: name },
        { cause: error },
      );
    }
  }
  return followed;
}
