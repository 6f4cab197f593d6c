import type { Confidence } from '../../distribution/assumption.ts';
import { quantile } from '../../distribution/read.ts';
import type { RiskEvidence } from '../../risk/evidence.ts';
import { type Summary, summarise } from '../../simulate/columns/summary.ts';
import { monthOf, type Simulation, simulate } from '../../simulate/simulate.ts';
import type { Actual } from '../actuals/read-actuals.ts';
import { monthAfter } from '../build/months.ts';
import type { MeasuredRun } from '../figures/figure.ts';
import { type Evidence, learn } from '../figures/learn.ts';
import type { Plan } from '../plan.ts';
import { withProgramme } from '../programme.ts';
import { type Driver, driversOf } from './drivers.ts';
import { type PlanRegister, registerOf, withRegister } from './risk-register.ts';
import { rowOutputs } from './row-outputs.ts';
import { compareScenarios, MONTHLY, monthsUntil, ruinOf, type ScenarioRow } from './scenarios.ts';
import { type Accounts, accountsOf, accountsOutputs } from './sections/accounts.ts';
import { type ActualRow, actualOutputs, actualRows } from './sections/actuals.ts';
import { type EconomicsReport, economicsOutputs, economicsReport } from './sections/economics.ts';
import { type EquityReport, equityOutputs, equityReport } from './sections/equity.ts';
import { type ExperimentRow, experimentRows } from './sections/experiments.ts';
import { type HiringRow, hiringRows } from './sections/hiring.ts';
import { type LabellingRow, labellingOutputs, labellingReport } from './sections/labelling.ts';
import { type LoanRow, loanOutputs, loanRows } from './sections/loans.ts';
import { type MarketReport, marketOutputs, marketReport } from './sections/market.ts';
import { type RiskFigures, riskRows } from './sections/risks.ts';
import { type RoundRow, roundRows } from './sections/rounds.ts';
import { type RunRow, runRows } from './sections/runs.ts';
import { type SourcingReport, sourcePlan, sourcingOutputs } from './sections/sourcing.ts';
import { type Statements, statementsOf, statementsOutputs } from './sections/statements.ts';
import { average, overMonths } from './simulated.ts';
import { type SpreadShares, spreadOf } from './spread.ts';
import { type Standing, standingOf } from './standing.ts';

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

/**
 * All that a plan says, as plain data: what the pages show and what `--json` prints.
 *
 * @unguarded within: planReport makes it, and what it holds grows
 */
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
  /** What the cash rests on. */
  readonly restsOn: Standing;
  /** Of the spread of cash at the end, what comes from where, by squared swings: standings, and whether rounds close. */
  readonly spread: SpreadShares;
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
  readonly runs: readonly RunRow[];
  readonly sourcing?: SourcingReport;
  readonly rounds: readonly RoundRow[];
  readonly equity?: EquityReport;
  readonly market?: MarketReport;
  /** What a customer is worth and costs, where the plan sells. */
  readonly economics?: EconomicsReport;
  readonly hiring: readonly HiringRow[];
  readonly labelling: readonly LabellingRow[];
  readonly risks: readonly RiskFigures[];
  /** What evidence says of the risks that every such company has. */
  readonly register?: PlanRegister;
  /** Whether the register's rows struck the months above. */
  readonly registerSimulated: boolean;
  readonly experiments: readonly ExperimentRow[];
  /** What happened, beside the same months of the plan. */
  readonly actuals: readonly ActualRow[];
  readonly loans: readonly LoanRow[];
  /** Profit and loss, cash flow and balance by year. */
  readonly statements: Statements;
  /** Cash by year and line, reconciled. */
  readonly accounts: Accounts;
}

export interface ReportOptions {
  /** What the ledger measured; without runs every figure stays the plan's own. */
  readonly runs?: readonly MeasuredRun[];
  /** What books or a bank say: see readActuals. */
  readonly actuals?: readonly Actual[];
  readonly paths?: number;
  readonly seed?: number;
  /** What the ledger and the models' cards hold, for the risk register; without it and the plan's own there is none. */
  readonly evidence?: RiskEvidence;
  /** The register's day, YYYY-MM-DD; the plan's where it is later. */
  readonly day?: string;
  /** Lets the register's rows strike the plan's months, beside the plan's own risks: name no risk twice. */
  readonly simulateRegister?: boolean;
}

/**
 * Works a plan out: learns from the ledger's runs, follows its months along many paths, sources its compute, follows its cap
 * table through the rounds, compares scenarios, and says what drives it and which experiment is worth buying.
 *
 * @throws {CapitalError} bad-plan, bad-number, infeasible-demand, cap-table-open — where the plan is wrong, a figure is negative, endless or none where it may not be, no mix of the offers meets the demand, or shares do not add up, or a holder or class is missing
 * @example renderPlan(await planReport(parsePlan(plan), { runs }))
 */
export async function planReport(given: Plan, options: ReportOptions = {}): Promise<PlanReport> {
  const { runs = [], actuals = [], paths = 10_000, seed = given.document.seed, simulateRegister = false } = options;
  const { evidence: found = {}, day = given.document.asOf } = options;
  const registered = given.document.register !== undefined || options.evidence !== undefined;
  const register = registered ? registerOf(given.document, found, day) : undefined;
  const entered = register && simulateRegister ? withRegister(given, register) : given;
  const { plan: learnt, evidence, guesses } = learn(entered, runs);
  const sourced = await sourcePlan(learnt, { seed, paths });
  const plan = sourced ? withProgramme(learnt, sourced.programme) : learnt;
  const { document, model, correlations } = plan;
  const drawn = { seed, paths, correlations };
  const outputs = [
    ...MONTHLY,
    ...accountsOutputs(document).filter((line) => line !== 'income'),
    ...statementsOutputs(document),
    ...loanOutputs(document),
    ...actualOutputs(actuals),
    ...rowOutputs(document),
    ...sourcingOutputs(document).filter((line) => line !== 'sourced' && line !== 'instead'),
    ...equityOutputs(document),
    ...marketOutputs(document),
    ...labellingOutputs(document),
    ...economicsOutputs(document),
  ];
  const simulation = simulate(model, plan.distributions, [...new Set(outputs)], drawn);
  const ruin = ruinOf(simulation);
  const inAYear = ruin.byMonth[Math.min(11, document.months - 1)]!;
  const at = (line: string, month: number): Summary => summarise(monthOf(simulation, line, month));
  const measured = new Map(evidence.map((each) => [each.assumption, each]));
  const confidenceOf = (name: string): Confidence | undefined =>
    measured.has(name)
      ? 'measured'
      : Object.hasOwn(document.assumptions, name)
        ? document.assumptions[name]!.confidence
        : undefined;
  const standing = (...lines: string[]): Standing => standingOf(model, lines, confidenceOf);
  const simulated = { simulation, document, standing };
  const drivers = driversOf(plan, { seed, paths: Math.min(paths, 2000) });
  const sourcing = sourced && {
    ...sourced.report,
    paid: overAll(simulation, 'sourced'),
    instead: overAll(simulation, 'instead'),
  };
  const equity = equityReport(simulation, document);
  const market = marketReport(simulation, document);
  const economics = economicsReport(simulation, document);
  const compared = await compareScenarios(plan, drawn, simulation);
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
    restsOn: standing('cash'),
    spread: spreadOf(drivers, confidenceOf),
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
        asOf: known
          ? (runs.find(({ id }) => id === known.runs.at(-1)!.id)?.started.slice(0, 10) ?? each.asOf)
          : each.asOf,
      };
    }),
    unmeasured: guesses,
    drivers,
    ...compared,
    runs: runRows(simulated),
    ...(sourcing ? { sourcing } : {}),
    rounds: roundRows(simulated),
    ...(equity ? { equity } : {}),
    ...(market ? { market } : {}),
    ...(economics ? { economics } : {}),
    hiring: hiringRows(simulated),
    labelling: labellingReport(simulation, document, runs, seed),
    risks: riskRows(simulated),
    ...(register ? { register: registerOf(given.document, found, day, inAYear) } : {}),
    registerSimulated: entered !== given,
    experiments: experimentRows(simulated),
    actuals: actualRows(simulation, document, actuals),
    loans: loanRows(simulation, document),
    statements: statementsOf(simulation, document),
    accounts: accountsOf(simulation, document),
  };
}

function quantilesOf(plan: Plan, name: string): { p05: number; p50: number; p95: number } {
  const d = plan.distributions[name]!;
  return { p05: quantile(d, 0.05), p50: quantile(d, 0.5), p95: quantile(d, 0.95) };
}

/** Expected over all months. */
function overAll(simulation: Simulation, line: string): number {
  return average(overMonths(simulation, line));
}
