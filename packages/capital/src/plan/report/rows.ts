import { type Ranked, rankExperiments } from '../../decide/experiments.ts';
import { type Summary, summarise } from '../../simulate/columns/summary.ts';
import { monthOf, type Simulation } from '../../simulate/simulate.ts';
import { slug } from '../build/builder.ts';
import { monthAfter } from '../build/months.ts';
import type { PlanDocument } from '../schema/document.ts';
import type { Standing } from './standing.ts';

/** What a simulated plan's rows are made from. */
export interface Simulated {
  readonly simulation: Simulation;
  readonly document: PlanDocument;
  readonly standing: (...lines: string[]) => Standing;
}

export interface RunRow {
  readonly name: string;
  readonly start: string;
  readonly hours: Summary;
  readonly cost: Summary;
  readonly flops?: Summary;
  readonly energyKWh?: Summary;
  readonly carbonKg?: Summary;
  readonly restsOn: Standing;
}

export interface RoundRow {
  readonly name: string;
  readonly month: string;
  readonly amount: number;
  /** P(closed by the end). */
  readonly closes: number;
  /** The median month of closing, of the paths where it closes. */
  readonly typically: string | null;
  readonly restsOn: Standing;
}

export interface HiringRow {
  readonly role: string;
  readonly start: string;
  readonly people: number;
  readonly peopleAtEnd: number;
  readonly cost: Summary;
  readonly restsOn: Standing;
}

export interface RiskRow {
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
  readonly restsOn: Standing;
}

export type ExperimentRow = Ranked & { readonly question: string; readonly restsOn: Standing };

/** The lines beside the monthly ones that the rows read. */
export function rowOutputs({ runs, rounds, hiring, risks, experiments }: PlanDocument): string[] {
  const fields = (kind: string, name: string, ...each: string[]): string[] =>
    each.map((field) => `${kind}.${slug(name)}.${field}`);
  return [
    ...runs.flatMap(({ name, flops, power, grid }) => [
      ...fields('run', name, 'total', 'cost'),
      ...(flops === undefined ? [] : fields('run', name, 'flops')),
      ...(power === undefined ? [] : fields('run', name, 'energy')),
      ...(grid === undefined ? [] : fields('run', name, 'carbon')),
    ]),
    ...rounds.flatMap(({ name }) => fields('round', name, 'closed', 'amount')),
    ...hiring.flatMap(({ role }) => fields('hiring', role, 'count', 'people', 'pay')),
    ...risks.flatMap(({ name }) => fields('risk', name, 'before', 'after', 'loss')),
    ...experiments.flatMap(({ name }) => fields('experiment', name, 'cost', 'gain', 'noise')),
  ];
}

/** Trainings wanted: hours, money, energy, emissions. */
export function runRows({ simulation, document, standing }: Simulated): RunRow[] {
  return document.runs.map(({ name, start, flops, power, grid }) => {
    const own = `run.${slug(name)}`;
    return {
      name,
      start,
      hours: summarise(monthOf(simulation, `${own}.total`, 0)),
      cost: summarise(overMonths(simulation, `${own}.cost`)),
      ...(flops === undefined ? {} : { flops: summarise(monthOf(simulation, `${own}.flops`, 0)) }),
      ...(power === undefined ? {} : { energyKWh: summarise(overMonths(simulation, `${own}.energy`)) }),
      ...(grid === undefined ? {} : { carbonKg: summarise(overMonths(simulation, `${own}.carbon`)) }),
      restsOn: standing(`${own}.cost`),
    };
  });
}

export function roundRows({ simulation, document, standing }: Simulated): RoundRow[] {
  const { months, start } = document;
  return document.rounds.map(({ name, month, terms }) => {
    const own = `round.${slug(name)}`;
    const closed = Array.from({ length: months }, (_, t) => mean(monthOf(simulation, `${own}.closed`, t)));
    const closes = closed.at(-1)!;
    const typical = closed.findIndex((share) => closes > 0 && share >= closes / 2);
    return {
      name,
      month,
      amount: summarise(monthOf(simulation, `${own}.amount`, 0)).p50,
      closes,
      typically: typical < 0 ? null : monthAfter(start, typical),
      restsOn: standing(`${own}.cash`, ...(terms?.kind === 'priced' ? [`${own}.premoney`] : [])),
    };
  });
}

export function hiringRows({ simulation, document, standing }: Simulated): HiringRow[] {
  return document.hiring.map(({ role, start }) => {
    const own = `hiring.${slug(role)}`;
    return {
      role,
      start,
      people: summarise(monthOf(simulation, `${own}.count`, 0)).p50,
      peopleAtEnd: mean(monthOf(simulation, `${own}.people`, document.months - 1)),
      cost: summarise(overMonths(simulation, `${own}.pay`)),
      restsOn: standing(`${own}.pay`),
    };
  });
}

/** The dearest first. */
export function riskRows({ simulation, document, standing }: Simulated): RiskRow[] {
  return document.risks
    .map(({ name, area, control, owner, review }) => {
      const own = `risk.${slug(name)}`;
      return {
        name,
        area,
        before: mean(monthOf(simulation, `${own}.before`, 0)),
        after: mean(monthOf(simulation, `${own}.after`, 0)),
        bad: summarise(overMonths(simulation, `${own}.loss`)).p95,
        ...(control ? { control: control.what } : {}),
        owner,
        review,
        restsOn: standing(`${own}.before`),
      };
    })
    .sort((a, b) => b.after - a.after);
}

/** By what each is worth, the best first: see rankExperiments. */
export function experimentRows({ simulation, document, standing }: Simulated): ExperimentRow[] {
  const of = (name: string, field: string): Float64Array => monthOf(simulation, `experiment.${slug(name)}.${field}`, 0);
  const ranked = rankExperiments(
    document.experiments.map(({ name }) => {
      const gain = of(name, 'gain');
      const { mean: expected, meanError } = summarise(gain);
      return {
        name,
        cost: mean(of(name, 'cost')),
        gain: { mean: expected, sd: meanError * Math.sqrt(gain.length) },
        noise: mean(of(name, 'noise')),
      };
    }),
  );
  return ranked.map((each) => ({
    ...each,
    question: document.experiments.find(({ name }) => name === each.name)!.question,
    restsOn: standing(...['cost', 'gain', 'noise'].map((field) => `experiment.${slug(each.name)}.${field}`)),
  }));
}

function mean(column: Float64Array): number {
  return column.reduce((sum, value) => sum + value, 0) / column.length;
}

/** A line's sum over all months, for each path; a rate a month counts for its month. */
function overMonths({ lines, paths, months }: Simulation, line: string): Float64Array {
  const column = lines.get(line)!;
  const sums = new Float64Array(paths);
  for (let t = 0; t < months; t++) for (let p = 0; p < paths; p++) sums[p]! += column[t * paths + p]!;
  return sums;
}
