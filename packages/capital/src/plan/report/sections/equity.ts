import { z } from 'zod';
import { CapitalError } from '../../../errors.ts';
import type { Convertible } from '../../../fund/convertibles/convertible.ts';
import { type Rational, rational } from '../../../fund/exact/rational.ts';
import { waterfall } from '../../../fund/exit/waterfall.ts';
import { type PricedRound, pricedRound } from '../../../fund/round/priced-round.ts';
import { LEGAL_ROUNDING, type RoundTerms } from '../../../fund/round/terms.ts';
import { type CapTable, capTable, owned } from '../../../fund/table/cap-table.ts';
import { summarise } from '../../../simulate/columns/summary.ts';
import { monthOf, type Simulation } from '../../../simulate/simulate.ts';
import { type Context, NOT_NEGATIVE, slug } from '../../build/builder.ts';
import type { PlanDocument } from '../../schema/document.ts';
import { day, formula, title } from '../../schema/fields.ts';

/** An exact number: 0.2, '1/3', 8000000. */
const exact = z.union([
  z.number(),
  z.string().regex(/^-?\d+(\.\d+)?(\/\d+)?$/, 'Expected an exact number such as 0.2 or 1/3.'),
]);
const participation = z.union([z.enum(['none', 'full']), z.strictObject({ cap: exact })]);
const antiDilution = z.enum(['none', 'broad-based', 'full-ratchet']);
const conversion = {
  capitalization: z.enum(['pre', 'post']),
  cap: exact.exactOptional(),
  discount: exact.exactOptional(),
};
const safe = { ...conversion, kind: z.literal('safe'), mfn: z.boolean().exactOptional() };
const note = {
  ...conversion,
  kind: z.literal('note'),
  /** Interest a year. */
  rate: exact,
  interest: z.enum(['simple', 'compounded-yearly']),
  dayCount: z.enum(['actual/365', '30/360']),
  issued: day,
};
const part = z.strictObject({ holder: title, part: exact });

/** What a round's money buys: shares, or a promise of shares in the next priced round. */
export const termsSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...safe, holder: title }),
  z.strictObject({ ...note, holder: title }),
  z.strictObject({
    kind: z.literal('priced'),
    /** Money. */
    preMoney: formula,
    convention: z.enum(['pre-money', 'percent-ownership', 'dollars-invested']),
    rounding: z.enum(['exact', 'legal']).default('exact'),
    pool: z.union([
      z.literal('none'),
      z.strictObject({ target: exact, placement: z.enum(['pre', 'post']) }),
      z.strictObject({ increase: exact, placement: z.enum(['pre', 'post']) }),
    ]),
    /** Who pays which part; one investor named after the round when not given. */
    investors: z.array(part).min(1).exactOptional(),
    mfn: z.union([z.literal('best'), z.record(z.string(), z.string().nullable())]).exactOptional(),
    /** The closing day: notes need it for their interest. */
    date: day.exactOptional(),
    proRata: z.array(title).exactOptional(),
    preference: exact.exactOptional(),
    participation: participation.exactOptional(),
    seniority: z.number().exactOptional(),
    antiDilution: antiDilution.exactOptional(),
    onTrigger: z.enum(['waive', 'adjust-after']).exactOptional(),
  }),
]);

/** Who owns what at the plan's date, and what has been promised. */
export const capTableSchema = z.strictObject({
  classes: z
    .array(
      z.strictObject({
        id: title,
        kind: z.enum(['common', 'preferred']),
        originalPrice: exact.exactOptional(),
        conversionPrice: exact.exactOptional(),
        preference: exact.exactOptional(),
        participation: participation.exactOptional(),
        seniority: z.number().exactOptional(),
        antiDilution: antiDilution.exactOptional(),
      }),
    )
    .exactOptional(),
  holdings: z.array(z.strictObject({ holder: title, class: title.exactOptional(), shares: exact })).min(1),
  grants: z.array(z.strictObject({ holder: title, shares: exact, strike: exact.exactOptional() })).exactOptional(),
  pool: exact.exactOptional(),
  convertibles: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({ ...safe, id: title, holder: title, amount: exact }),
        z.strictObject({ ...note, id: title, holder: title, principal: exact }),
        z.strictObject({ kind: z.literal('percent'), id: title, holder: title, amount: exact, fraction: exact }),
      ]),
    )
    .default([]),
  /** Prices of the company at which the page says who gets what. */
  exits: z.array(z.number().positive()).max(6).default([]),
});

/** Checks the cap table and builds what the rounds' terms need. */
export function equityLines({ builder, plan, money }: Context): void {
  if (plan.capTable) {
    try {
      capTable(plan.capTable);
    } catch (error) {
      if (!(error instanceof CapitalError)) throw error;
      builder.problem('capTable', error.message);
    }
  }
  plan.rounds.forEach(({ name, terms }, i) => {
    if (!terms) return;
    if (!plan.capTable) builder.problem(`rounds[${i}].terms`, 'What a round buys needs a capTable to begin with.');
    if (terms.kind === 'priced')
      builder.line(`round.${slug(name)}.premoney`, terms.preMoney, money, `rounds[${i}].terms.preMoney`, NOT_NEGATIVE);
    if (terms.kind === 'priced' && terms.investors) {
      const sum = terms.investors.reduce((all, each) => all.plus(each.part), rational(0));
      if (sum.compare(1) !== 0)
        builder.problem(`rounds[${i}].terms.investors`, `Expected parts that sum to 1, received ${sum}.`);
    }
  });
}

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
