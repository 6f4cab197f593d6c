import { type Ranked, rankExperiments } from '../decide/experiments.ts';
import { worthOfKnowing } from '../decide/worth-of-knowing.ts';
import type { Confidence } from '../distribution/assumption.ts';
import { checkedDistribution } from '../distribution/assumption.ts';
import { quantile } from '../distribution/read.ts';
import { type Ruin, ruinByMonth, ruinMonth } from '../simulate/ruin.ts';
import { monthOf, type Simulation, simulate } from '../simulate/simulate.ts';
import { type Summary, summarise } from '../simulate/summary.ts';
import { slug } from './builder.ts';
import { type Driver, driversOf } from './drivers.ts';
import { type Evidence, learn, type MeasuredRun } from './measured.ts';
import { monthAfter } from './months.ts';
import { type Plan, withAssumptions } from './plan.ts';

/** One month, over all paths. */
export interface MonthRow {
  readonly month: string;
  readonly cash: Summary;
  readonly income: number;
  readonly burn: number;
  readonly margin: number;
  readonly customers: number;
  /** P(cash has run out by the end of this month), and its standard error. */
  readonly ruin: number;
  readonly ruinError: number;
}

export interface ScenarioRow {
  readonly name: string;
  readonly note?: string;
  readonly choice: boolean;
  readonly ruin: number;
  readonly ruinError: number;
  /** Months until the odds of having run out are even; null when they never are. */
  readonly runway: number | null;
  readonly cashAtEnd: Summary;
  readonly incomeAtEnd: number;
}

/** All that a plan says, as plain data: what the pages show and what `--json` prints. */
export interface PlanReport {
  readonly name: string;
  readonly about?: string;
  readonly currency: string;
  readonly asOf: string;
  readonly paths: number;
  readonly seed: number;
  readonly opening: number;
  readonly months: readonly MonthRow[];
  /** Months after which the odds of having run out reach 10 % and 50 %; null when they never do. */
  readonly runway: { readonly tenth: number | null; readonly even: number | null };
  readonly ledgerRuns: number;
  readonly evidence: readonly Evidence[];
  readonly assumptions: readonly {
    readonly name: string;
    readonly unit: string;
    readonly p05: number;
    readonly p50: number;
    readonly p95: number;
    readonly confidence: Confidence;
    readonly source: string;
    readonly asOf: string;
  }[];
  /** Assumptions that runs should measure and none has. */
  readonly unmeasured: readonly string[];
  readonly drivers: readonly Driver[];
  readonly scenarios: readonly ScenarioRow[];
  /** What knowing an assumption before choosing between the scenarios that are ours would be worth, in money at the end. */
  readonly worthKnowing: readonly { readonly assumption: string; readonly worth: number }[];
  readonly runs: readonly {
    readonly name: string;
    readonly start: string;
    readonly hours: Summary;
    readonly cost: Summary;
  }[];
  readonly rounds: readonly {
    readonly name: string;
    readonly month: string;
    readonly amount: number;
    /** P(closed by the end). */
    readonly closes: number;
    /** The median month of closing, of the paths where it closes. */
    readonly typically: string | null;
  }[];
  readonly hiring: readonly {
    readonly role: string;
    readonly start: string;
    readonly people: number;
    readonly peopleAtEnd: number;
  }[];
  readonly risks: readonly {
    readonly name: string;
    readonly area: string;
    /** Expected loss a year, before and after control. */
    readonly before: number;
    readonly after: number;
    /** 95th percentile of what the plan's months lose to it. */
    readonly bad: number;
    readonly control?: string;
    readonly owner: string;
    readonly review: string;
  }[];
  readonly experiments: readonly (Ranked & { readonly question: string })[];
}

export interface ReportOptions {
  /** What the ledger measured; without runs every figure stays the plan's own. */
  readonly runs?: readonly MeasuredRun[];
  readonly paths?: number;
  readonly seed?: number;
}

const MONTHLY = ['cash', 'income', 'burn', 'margin', 'customers', 'opening', 'noise'] as const;

/**
 * Works a plan out: learns from the ledger's runs, follows its months along many paths, compares scenarios, and says what
 * drives it and which experiment is worth buying.
 *
 * @throws CapitalError 'bad-plan', 'bad-number'.
 * @example renderPlan(await planReport(parsePlan(plan), { runs }))
 */
export async function planReport(
  given: Plan,
  { runs = [], paths = 10_000, seed = given.document.seed }: ReportOptions = {},
): Promise<PlanReport> {
  const { plan, evidence, guesses } = learn(given, runs);
  const { document, model, correlations } = plan;
  const last = document.months - 1;
  const options = { seed, paths, correlations };
  const simulation = simulate(model, plan.distributions, [...MONTHLY, ...sections(plan)], options);
  const ruin = ruinOf(simulation);
  const at = (line: string, month: number): Summary => summarise(monthOf(simulation, line, month));
  const measured = new Map(evidence.map((each) => [each.assumption, each]));
  return {
    name: document.name,
    ...(document.about ? { about: document.about } : {}),
    currency: document.currency,
    asOf: document.asOf,
    paths,
    seed,
    opening: at('opening', 0).mean,
    months: Array.from({ length: document.months }, (_, t) => ({
      month: monthAfter(document.start, t),
      cash: at('cash', t),
      income: at('income', t).p50,
      burn: at('burn', t).p50,
      margin: at('margin', t).p50,
      customers: at('customers', t).p50,
      ruin: ruin.byMonth[t]!,
      ruinError: ruin.error[t]!,
    })),
    runway: { tenth: monthsUntil(ruin, 0.1), even: monthsUntil(ruin, 0.5) },
    ledgerRuns: runs.length,
    evidence,
    assumptions: Object.entries(document.assumptions).map(([name, each]) => {
      const known = measured.get(name);
      return {
        name,
        unit: each.unit,
        ...quantilesOf(plan, name),
        confidence: known ? 'measured' : each.confidence,
        source: known ? `the ledger: ${known.runs.length} ${known.runs.length === 1 ? 'run' : 'runs'}` : each.source,
        asOf: each.asOf,
      };
    }),
    unmeasured: guesses,
    drivers: driversOf(plan, { seed, paths: Math.min(paths, 2000) }),
    ...scenarios(plan, options, simulation),
    runs: document.runs.map(({ name, start }) => ({
      name,
      start,
      hours: at(`run.${slug(name)}.total`, 0),
      cost: summarise(overMonths(simulation, `run.${slug(name)}.cost`)),
    })),
    rounds: document.rounds.map(({ name, month }) => {
      const closed = Array.from({ length: document.months }, (_, t) => at(`round.${slug(name)}.closed`, t).mean);
      const closes = closed[last]!;
      const typical = closed.findIndex((share) => closes > 0 && share >= closes / 2);
      return {
        name,
        month,
        amount: at(`round.${slug(name)}.amount`, 0).p50,
        closes,
        typically: typical < 0 ? null : monthAfter(document.start, typical),
      };
    }),
    hiring: document.hiring.map(({ role, start }) => ({
      role,
      start,
      people: at(`hiring.${slug(role)}.count`, 0).p50,
      peopleAtEnd: at(`hiring.${slug(role)}.people`, last).mean,
    })),
    risks: document.risks
      .map(({ name, area, control, owner, review }) => ({
        name,
        area,
        before: at(`risk.${slug(name)}.before`, 0).mean,
        after: at(`risk.${slug(name)}.after`, 0).mean,
        bad: summarise(overMonths(simulation, `risk.${slug(name)}.loss`)).p95,
        ...(control ? { control: control.what } : {}),
        owner,
        review,
      }))
      .sort((a, b) => b.after - a.after),
    experiments: experiments(simulation, plan),
  };
}

/** The lines beside the monthly ones that the report reads. */
function sections({ document }: Plan): string[] {
  return [
    ...document.runs.flatMap(({ name }) => [`run.${slug(name)}.total`, `run.${slug(name)}.cost`]),
    ...document.rounds.flatMap(({ name }) => [`round.${slug(name)}.closed`, `round.${slug(name)}.amount`]),
    ...document.hiring.flatMap(({ role }) => [`hiring.${slug(role)}.count`, `hiring.${slug(role)}.people`]),
    ...document.risks.flatMap(({ name }) => ['before', 'after', 'loss'].map((field) => `risk.${slug(name)}.${field}`)),
    ...document.experiments.flatMap(({ name }) =>
      ['cost', 'gain', 'noise'].map((field) => `experiment.${slug(name)}.${field}`),
    ),
  ];
}

/** Ruin from the lines cash, opening and noise of a simulated plan. */
export function ruinOf(simulation: Simulation): Ruin {
  return ruinByMonth({
    cash: simulation.lines.get('cash')!,
    opening: monthOf(simulation, 'opening', 0),
    noise: monthOf(simulation, 'noise', 0),
    paths: simulation.paths,
  });
}

function monthsUntil(ruin: Ruin, probability: number): number | null {
  const month = ruinMonth(ruin, probability);
  return month === undefined ? null : month + 1;
}

/** A line's sum over all months, for each path; a rate a month counts for its month. */
function overMonths({ lines, paths, months }: Simulation, line: string): Float64Array {
  const column = lines.get(line)!;
  const sums = new Float64Array(paths);
  for (let t = 0; t < months; t++) for (let p = 0; p < paths; p++) sums[p]! += column[t * paths + p]!;
  return sums;
}

function quantilesOf(plan: Plan, name: string): { p05: number; p50: number; p95: number } {
  const d = plan.distributions[name]!;
  return { p05: quantile(d, 0.05), p50: quantile(d, 0.5), p95: quantile(d, 0.95) };
}

function scenarios(
  plan: Plan,
  options: { seed: number; paths: number; correlations: Plan['correlations'] },
  base: Simulation,
): Pick<PlanReport, 'scenarios' | 'worthKnowing'> {
  const { document, model } = plan;
  const last = document.months - 1;
  const choices: Record<string, Float64Array> = {};
  const row = (name: string, simulation: Simulation, note: string | undefined, choice: boolean): ScenarioRow => {
    const ruin = ruinOf(simulation);
    if (choice) choices[name] = monthOf(simulation, 'cash', last);
    return {
      name,
      ...(note ? { note } : {}),
      choice,
      ruin: ruin.byMonth[last]!,
      ruinError: ruin.error[last]!,
      runway: monthsUntil(ruin, 0.5),
      cashAtEnd: summarise(monthOf(simulation, 'cash', last)),
      incomeAtEnd: summarise(monthOf(simulation, 'income', last)).p50,
    };
  };
  const rows = Object.entries(document.scenarios).map(([name, { set, note, choice }]) => {
    const changed = Object.fromEntries(Object.entries(set).map(([key, value]) => [key, checkedDistribution(value)]));
    // The same seed: scenarios differ by what was set, not by luck.
    const simulation = simulate(model, withAssumptions(plan, changed).distributions, [...MONTHLY], options);
    return row(name, simulation, note, choice);
  });
  const ours = rows.some(({ choice }) => choice);
  const all = rows.length === 0 ? [] : [row('as planned', base, undefined, ours), ...rows];
  const set = new Set(Object.values(document.scenarios).flatMap((each) => (each.choice ? Object.keys(each.set) : [])));
  const known = ours
    ? [...base.inputs].filter(([name]) => Object.hasOwn(document.assumptions, name) && !set.has(name))
    : [];
  const uncertain = known.filter(([name]) => plan.distributions[name]!.kind !== 'constant');
  return {
    scenarios: all,
    worthKnowing: uncertain
      .map(([assumption, column]) => ({ assumption, worth: worthOfKnowing(column, choices) }))
      .sort((a, b) => b.worth - a.worth),
  };
}

function experiments(simulation: Simulation, { document }: Plan): PlanReport['experiments'] {
  const of = (name: string, field: string): Float64Array => monthOf(simulation, `experiment.${slug(name)}.${field}`, 0);
  const ranked = rankExperiments(
    document.experiments.map(({ name }) => {
      const gain = of(name, 'gain');
      const { mean, meanError } = summarise(gain);
      return {
        name,
        cost: summarise(of(name, 'cost')).mean,
        gain: { mean, sd: meanError * Math.sqrt(gain.length) },
        noise: summarise(of(name, 'noise')).mean,
      };
    }),
  );
  return ranked.map((each) => ({
    ...each,
    question: document.experiments.find(({ name }) => name === each.name)!.question,
  }));
}
