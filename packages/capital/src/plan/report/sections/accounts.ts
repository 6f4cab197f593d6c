import { monthOf, type Simulation } from '../../../simulate/simulate.ts';
import type { PlanDocument } from '../../schema/document.ts';
import { average } from '../simulated.ts';

/** What moves the cash, and which way. */
const FLOWS = [
  ['income', 1, 'income'],
  ['serving', -1, 'serving customers'],
  ['acquisition', -1, 'winning customers'],
  ['payroll', -1, 'people'],
  ['compute', -1, 'trainings, at their own price'],
  ['instead', 1, 'hours that the programme computes instead'],
  ['sourced', -1, 'sourcing programme'],
  ['controls', -1, 'controls of risks'],
  ['other', -1, 'other costs'],
  ['losses', -1, 'losses to risks'],
  ['raised', 1, 'rounds, fees taken off'],
  ['cash.scatter', 1, 'uneven payments, 0 on average'],
  ['ahead.cash', 1, 'paid ahead by customers, and by us'],
  ['finance.terms', 1, 'paid later by customers, and to suppliers'],
  ['finance.drawn', 1, 'loans drawn'],
  ['finance.repaid', -1, 'loans repaid'],
  ['finance.interest', -1, 'interest'],
  ['finance.fee', -1, 'fees of loans'],
  ['finance.tax', -1, 'taxes'],
] as const;

export type Flow = (typeof FLOWS)[number][0];

/** Cash by year, expected over the paths: every flow, and whether they add up. */
export interface Accounts {
  /** Calendar years of the plan, and how many of its months are in each. */
  readonly years: readonly {
    readonly year: string;
    readonly months: number;
    readonly opening: number;
    readonly closing: number;
  }[];
  /** By line, what comes in above 0 and what goes out below, year by year. */
  readonly flows: readonly {
    readonly line: Flow;
    readonly words: string;
    readonly byYear: readonly number[];
    readonly total: number;
  }[];
  /** Closing less opening and flows, of the year where it is furthest from 0: rounding of doubles, or a fault. */
  readonly difference: number;
}

/** The lines that accountsOf reads beside the cash. */
export function accountsOutputs({ finance }: PlanDocument): string[] {
  return FLOWS.map(([line]) => line).filter((line) => finance !== undefined || !line.startsWith('finance.'));
}

/** Reconciles the cash: opening, every inflow and outflow by line, closing. */
export function accountsOf(simulation: Simulation, { start }: PlanDocument): Accounts {
  const first = Number(start.slice(0, 4));
  const offset = Number(start.slice(5)) - 1;
  const yearOf = Array.from({ length: simulation.months }, (_, t) => Math.floor((offset + t) / 12));
  const count = yearOf.at(-1)! + 1;
  const flows = FLOWS.filter(([line]) => simulation.lines.has(line))
    .map(([line, sign, words]) => {
      const byYear = new Array<number>(count).fill(0);
      for (let t = 0; t < simulation.months; t++) byYear[yearOf[t]!]! += sign * average(monthOf(simulation, line, t));
      return { line, words, byYear, total: byYear.reduce((sum, each) => sum + each, 0) };
    })
    .filter(({ byYear }) => byYear.some((each) => each !== 0));
  const years = Array.from({ length: count }, (_, y) => {
    const [from, to] = [yearOf.indexOf(y), yearOf.lastIndexOf(y)];
    return {
      year: String(first + y),
      months: to - from + 1,
      opening: average(from === 0 ? monthOf(simulation, 'opening', 0) : monthOf(simulation, 'cash', from - 1)),
      closing: average(monthOf(simulation, 'cash', to)),
    };
  });
  const differences = years.map(
    ({ opening, closing }, y) => closing - opening - flows.reduce((sum, { byYear }) => sum + byYear[y]!, 0),
  );
  return {
    years,
    flows,
    difference: differences.reduce((most, each) => (Math.abs(each) > Math.abs(most) ? each : most), 0),
  };
}
