import { CapitalError } from '../../../errors.ts';
import { rational, sum } from '../../../fund/exact/rational.ts';
import { waterfall } from '../../../fund/exit/waterfall.ts';
import { type CapTable, capTable, fullyDiluted, owned } from '../../../fund/table/cap-table.ts';
import { tableAtSale } from '../../../fund/table/table-at-sale.ts';
import { sortedQuantile, summarise } from '../../../simulate/columns/summary.ts';
import type { Simulation } from '../../../simulate/simulate.ts';
import { monthAfter } from '../../build/months.ts';
import { slug } from '../../build/slug.ts';
import type { PlanDocument } from '../../schema/document.ts';
import { CapTablePaths, type TablePath } from '../cap-table-paths.ts';
import { whenClosing } from '../simulated.ts';
import { commonValue, type VestingRow, vestingRows } from './vesting.ts';

/** The lines that equityReport reads. */
export function equityOutputs({ rounds }: PlanDocument): string[] {
  return rounds.filter(({ terms }) => terms?.kind === 'priced').map(({ name }) => `round.${slug(name)}.premoney`);
}

/** Over paths: expected, and the 5th and 95th percentile. */
export interface Spread {
  readonly mean: number;
  readonly p05: number;
  readonly p95: number;
}

export interface EquityReport {
  /** Today, then after every priced round, over the paths on which it closes: medians in its closing month. */
  readonly stages: readonly {
    readonly name: string;
    readonly preMoney?: number;
    readonly raised?: number;
    readonly postMoney?: number;
    /** Of a share. */
    readonly price?: number;
    /** All shares, fully diluted. */
    readonly shares: number;
    /** What the holders from before get for, once the pool's increase is paid for. */
    readonly effectivePreMoney?: number;
    /** Of a common share, where the plan says how that is to be worked out. */
    readonly commonValue?: number;
  }[];
  readonly vesting: readonly VestingRow[];
  /** How common shares were valued. */
  readonly valued?: { readonly discount: number; readonly source: string };
  /** For every holder, what is expected at every stage, over the paths on which its round closes; each stage sums to one. */
  readonly holders: readonly {
    readonly holder: string;
    readonly fractions: readonly number[];
    readonly shares: number;
    readonly atEnd: Spread;
  }[];
  /** Quantiles at the last stage. */
  readonly range: readonly { readonly holder: string; readonly low: number; readonly high: number }[];
  /** How many paths a stage was followed along, and the end. */
  readonly followed: number;
  /** The part of them on which the table cannot close, and why; they are left out. */
  readonly broken: { readonly part: number; readonly why: string } | undefined;
  /** Promises that are still open at the plan's end on some paths. */
  readonly unconverted: readonly {
    readonly id: string;
    readonly holder: string;
    readonly amount: number;
    readonly part: number;
  }[];
  /** In the plan's last month, over all paths: what has not converted takes its money or its part. */
  readonly exits: readonly {
    readonly proceeds: number;
    readonly payouts: readonly ({ readonly holder: string; readonly amount: number } & Pick<Spread, 'p05' | 'p95'>)[];
  }[];
  /** Classes of shares at the end, most senior first. */
  readonly terms: readonly {
    readonly class: string;
    readonly shares: number;
    readonly preference: number;
    readonly participation: string;
    readonly seniority: number;
  }[];
}

/** Exact fractions cost about a millisecond a round: enough paths that a 5th percentile stands on ten of them. */
const FOLLOWED = 200;

/**
 * Follows the cap table along the plan's paths, exactly: what closes there, when it closes, at that month's amount and valuation.
 *
 * @throws {CapitalError} cap-table-open — naming the round whose table cannot close on most paths
 * @throws {CapitalError} bad-number, dates-out-of-order — where a figure is negative, endless or none where it may not be, or a date lies before one that it must follow
 */
export function equityReport(simulation: Simulation, document: PlanDocument): EquityReport | undefined {
  if (!document.capTable) return undefined;
  const paths = new CapTablePaths(simulation, document);
  const ends = Array.from({ length: Math.min(FOLLOWED, simulation.paths) }, (_, p) => paths.follow(p));
  const broken = ends.filter((each) => each instanceof CapitalError);
  if (2 * broken.length > ends.length) throw broken[0]!;
  const good = ends.filter((each): each is TablePath => !(each instanceof CapitalError));
  const today = capTable(document.capTable);
  const inOrder = document.rounds
    .map((round, index) => ({ ...round, index }))
    .sort((a, b) => (a.month < b.month ? -1 : a.month > b.month ? 1 : 0));
  const stages = inOrder.flatMap(({ name, terms, index }) => {
    if (terms?.kind !== 'priced') return [];
    const found = paths.closing(index, FOLLOWED).map((p) => paths.follow(p));
    const open = found.find((each) => each instanceof CapitalError);
    const closed = found.flatMap((each) => (each instanceof CapitalError ? [] : (each.rounds.get(name) ?? [])));
    if (closed.length === 0) {
      if (open) throw open;
      return [];
    }
    const median = (of: (round: (typeof closed)[number]) => { toNumber(): number }): number =>
      middle(Float64Array.from(closed, (round) => of(round).toNumber()));
    const own = `round.${slug(name)}`;
    const common = commonValue(document, slug(name), closed);
    const money = (line: string): number => Math.round(summarise(whenClosing(simulation, own, `${own}.${line}`)!).p50);
    return [
      {
        name,
        tables: closed.map(({ table }) => table),
        preMoney: money('premoney'),
        raised: money('amount'),
        postMoney: median(({ postMoney }) => postMoney),
        price: median(({ price }) => price),
        effectivePreMoney: median(({ effectivePreMoney }) => effectivePreMoney),
        ...(common === undefined ? {} : { commonValue: common }),
      },
    ];
  });
  const lasts = good.map(({ last }) => last);
  const holders = holdersOf([today, ...stages.flatMap(({ tables }) => tables.slice(0, 20)), ...lasts]);
  const end = lastDay(document);
  const valued = document.capTable.commonValue;
  const finals = stages.at(-1)?.tables ?? [today];
  return {
    stages: [
      { name: 'today', shares: fullyDiluted(today).toNumber() },
      ...stages.map(({ tables, ...stage }) => ({
        ...stage,
        shares: middle(Float64Array.from(tables, (table) => fullyDiluted(table).toNumber())),
      })),
    ],
    holders: holders.map((holder) => ({
      holder,
      fractions: [[today], ...stages.map(({ tables }) => tables)].map(
        (tables) => spread(fractions(tables, holder)).mean,
      ),
      shares: middle(Float64Array.from(lasts, (table) => owned(table, holder).times(fullyDiluted(table)).toNumber())),
      atEnd: spread(fractions(lasts, holder)),
    })),
    range: holders.map((holder) => {
      const { p05, p95 } = spread(fractions(finals, holder));
      return { holder, low: p05, high: p95 };
    }),
    followed: good.length,
    broken: broken.length === 0 ? undefined : { part: broken.length / ends.length, why: broken[0]!.message },
    unconverted: unconvertedOf(good),
    exits: exitsOf(good, document, end),
    vesting: vestingRows(document, end),
    ...(valued ? { valued: { discount: valued.discount ?? 0, source: valued.source } } : {}),
    terms: termsOf(lasts),
  };
}

const fractions = (tables: readonly CapTable[], holder: string): Float64Array =>
  Float64Array.from(tables, (table) => owned(table, holder).toNumber());

function spread(column: Float64Array): Spread {
  const sorted = column.toSorted();
  // Of equal numbers the mean is that number, to the bit.
  const mean = sorted[0] === sorted.at(-1) ? sorted[0]! : column.reduce((all, each) => all + each, 0) / column.length;
  return { mean, p05: sortedQuantile(sorted, 0.05), p95: sortedQuantile(sorted, 0.95) };
}

const middle = (column: Float64Array): number => sortedQuantile(column.toSorted(), 0.5);

function holdersOf(tables: readonly CapTable[]): string[] {
  const names = tables.flatMap(({ holdings, grants }) => [...holdings, ...grants].map(({ holder }) => holder));
  return [...new Set(names), 'pool'];
}

function unconvertedOf(paths: readonly TablePath[]): EquityReport['unconverted'] {
  const open = Map.groupBy(
    paths.flatMap((path) => path.open),
    ({ id }) => id,
  );
  return [...open].map(([id, each]) => ({
    id,
    holder: each[0]!.holder,
    amount: middle(
      Float64Array.from(each, (one) => rational('principal' in one ? one.principal : one.amount).toNumber()),
    ),
    part: each.length / paths.length,
  }));
}

function lastDay({ start, months }: PlanDocument): string {
  const date = new Date(`${monthAfter(start, months)}-01T00:00:00Z`);
  date.setUTCDate(0);
  return date.toISOString().slice(0, 10);
}

function exitsOf(paths: readonly TablePath[], { capTable: given }: PlanDocument, day: string): EquityReport['exits'] {
  return given!.exits.map((proceeds) => {
    const known = new Map<TablePath, Map<string, number>>();
    const sold = paths.map((path) => {
      const before = known.get(path);
      if (before) return before;
      const { payouts } = waterfall(tableAtSale(path.last, day), proceeds, { convertibles: path.open, date: day });
      const sums = Map.groupBy(payouts, ({ holder }) => holder);
      const got = new Map(
        [...sums].map(([holder, each]) => [holder, sum(each.map(({ amount }) => amount)).toNumber()]),
      );
      known.set(path, got);
      return got;
    });
    const holders = [...new Set(sold.flatMap((got) => [...got.keys()]))];
    return {
      proceeds,
      payouts: holders.map((holder) => {
        const { mean, p05, p95 } = spread(Float64Array.from(sold, (got) => got.get(holder) ?? 0));
        return { holder, amount: mean, p05, p95 };
      }),
    };
  });
}

/** The terms of the table that has the most classes: what a sale goes by. */
function termsOf(tables: readonly CapTable[]): EquityReport['terms'] {
  const table = tables.reduce((most, each) => (each.classes.length > most.classes.length ? each : most));
  return table.classes
    .map(({ id, kind, preference, participation, seniority }) => ({
      class: id,
      shares: sum(table.holdings.filter((held) => held.class === id).map(({ shares }) => shares)).toNumber(),
      preference: preference.toNumber(),
      participation:
        kind === 'common'
          ? 'common'
          : typeof participation === 'string'
            ? participation
            : `up to ${rational(participation.cap).toNumber()}×`,
      seniority: kind === 'common' ? 0 : seniority,
    }))
    .sort((a, b) => b.seniority - a.seniority);
}
