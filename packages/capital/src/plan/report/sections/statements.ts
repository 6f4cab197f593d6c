import { monthOf, type Simulation } from '../../../simulate/simulate.ts';
import type { PlanDocument } from '../../schema/document.ts';
import { average } from '../simulated.ts';

/** A row of a statement, by calendar year: expected over the paths. */
export interface StatementRow {
  readonly key: string;
  readonly words: string;
  readonly byYear: readonly number[];
  /** Of a sum, the rows of the same statement that it is made of, and which way each counts. */
  readonly of?: readonly (readonly [key: string, sign: 1 | -1])[];
}

/** What a plan earns, where its cash goes, and what it owns and owes at each year's end: from the same paths as every other figure. */
export interface Statements {
  readonly years: readonly string[];
  readonly profit: readonly StatementRow[];
  readonly cash: readonly StatementRow[];
  readonly balance: readonly StatementRow[];
  /** What is owned less what is owed and belongs to the owners, in the year where it is furthest from 0: rounding, or a fault. */
  readonly difference: number;
}

const EARNED = ['income', 'serving', 'acquisition', 'payroll', 'compute', 'controls', 'other', 'losses', 'raised'];
const ALWAYS = [...EARNED, 'sourced', 'instead', 'cash.scatter', 'ahead.cost', 'ahead.income'];
const MACHINES = ['sourcing.equipment', 'sourcing.invested', 'sourcing.prepaid'];
const PREPAID = ['ahead.cost', 'sourcing.prepaid'];
const FINANCE = ['receivables', 'payables', 'drawn', 'repaid', 'debt', 'interest', 'fee', 'tax'].map(
  (field) => `finance.${field}`,
);

/** The lines that the statements read beside the cash. */
export function statementsOutputs({ sourcing, finance }: PlanDocument): string[] {
  return [...ALWAYS, ...(sourcing ? MACHINES : []), ...(finance ? FINANCE : [])];
}

/** A plan's statements by calendar year. */
export function statementsOf(simulation: Simulation, { start }: PlanDocument): Statements {
  const first = Number(start.slice(0, 4));
  const offset = Number(start.slice(5)) - 1;
  const yearOf = Array.from({ length: simulation.months }, (_, t) => Math.floor((offset + t) / 12));
  const years = Array.from({ length: yearOf.at(-1)! + 1 }, (_, y) => String(first + y));
  const means = (line: string): number[] =>
    Array.from({ length: simulation.months }, (_, t) =>
      simulation.lines.has(line) ? average(monthOf(simulation, line, t)) : 0,
    );
  const flow = (...lines: readonly (readonly [string, number])[]): number[] => {
    const sums = years.map(() => 0);
    for (const [line, sign] of lines) for (const [t, mean] of means(line).entries()) sums[yearOf[t]!]! += sign * mean;
    return sums;
  };
  // What is paid back leaves the rounding of doubles, which is no money.
  const whole = (value: number): number => (Math.abs(value) < 1e-6 ? 0 : value);
  const stock = (...lines: readonly string[]): number[] => {
    const all = lines.map(means);
    return years.map((_, y) => whole(all.reduce((sum, each) => sum + each[yearOf.lastIndexOf(y)]!, 0)));
  };
  const change = (...lines: readonly string[]): number[] =>
    stock(...lines).map((value, y, all) => value - (y > 0 ? all[y - 1]! : 0));
  const opening = average(monthOf(simulation, 'opening', 0));

  const invested = flow(['sourcing.invested', 1]);
  const grown = change('sourcing.equipment');
  const computing = flow(['compute', 1], ['instead', -1], ['sourced', 1], ['sourcing.invested', -1]);
  const ahead = change('sourcing.prepaid');
  const profit = statement([
    ['revenue', 'revenue', flow(['income', 1])],
    ['serving', 'serving customers', flow(['serving', 1])],
    ['gross', 'gross profit', 'revenue - serving'],
    ['winning', 'winning customers', flow(['acquisition', 1])],
    ['people', 'people', flow(['payroll', 1])],
    ['computing', 'computing', computing.map((paid, y) => paid - ahead[y]!)],
    ['controls', 'controls of risks', flow(['controls', 1])],
    ['other', 'other costs', flow(['other', 1])],
    ['losses', 'losses to risks', flow(['losses', 1])],
    ['uneven', 'uneven payments', flow(['cash.scatter', 1])],
    ['operating', 'operating profit', 'gross - winning - people - computing - controls - other - losses + uneven'],
    ['worn', 'depreciation', invested.map((paid, y) => paid - grown[y]!)],
    ['interest', 'interest and fees of loans', flow(['finance.interest', 1], ['finance.fee', 1])],
    ['taxable', 'profit before tax', 'operating - worn - interest'],
    ['tax', 'tax', flow(['finance.tax', 1])],
    ['net', 'net profit', 'taxable - tax'],
  ]);
  const of = (rows: readonly StatementRow[], key: string): readonly number[] =>
    rows.find((row) => row.key === key)!.byYear; // the keys above and below
  const closing = stock('cash');
  const cash = statement([
    ['opening', 'opening cash', years.map((_, y) => (y === 0 ? opening : closing[y - 1]!))],
    ['net', 'net profit', of(profit, 'net')],
    ['worn', 'depreciation, which costs no cash', of(profit, 'worn')],
    ['waiting', 'more owed by customers', change('finance.receivables')],
    ['owing', 'more owed to suppliers', change('finance.payables')],
    ['ahead', 'more paid ahead', change(...PREPAID)],
    ['served', 'more that customers paid ahead', change('ahead.income')],
    ['operations', 'cash from operations', 'net + worn - waiting + owing - ahead + served'],
    ['invested', 'machines bought, less sold', invested],
    ['raised', 'rounds, fees taken off', flow(['raised', 1])],
    ['borrowed', 'loans drawn', flow(['finance.drawn', 1])],
    ['repaid', 'loans repaid', flow(['finance.repaid', 1])],
    ['financing', 'cash from financing', 'raised + borrowed - repaid'],
    ['closing', 'closing cash', 'opening + operations - invested + financing'],
  ]);
  const sofar = (values: readonly number[], from = 0): number[] => {
    let sum = from;
    return values.map((value) => {
      sum += value;
      return sum;
    });
  };
  const balance = statement([
    ['cash', 'cash', closing],
    ['receivables', 'owed by customers', stock('finance.receivables')],
    ['prepaid', 'paid ahead', stock(...PREPAID)],
    ['equipment', 'machines', stock('sourcing.equipment')],
    ['assets', 'what there is', 'cash + receivables + prepaid + equipment'],
    ['payables', 'owed to suppliers', stock('finance.payables')],
    ['deferred', 'paid ahead by customers', stock('ahead.income')],
    ['debt', 'loans', stock('finance.debt')],
    ['paid', 'paid in by the owners', sofar(of(cash, 'raised'), opening)],
    ['kept', 'profits and losses so far', sofar(of(profit, 'net'))],
    ['claims', 'whose it is', 'payables + deferred + debt + paid + kept'],
  ]);
  const misses = years.flatMap((_, y) => [
    of(balance, 'assets')[y]! - of(balance, 'claims')[y]!,
    of(cash, 'closing')[y]! - closing[y]!,
  ]);
  return {
    years,
    profit,
    cash,
    balance,
    difference: misses.reduce((most, each) => (Math.abs(each) > Math.abs(most) ? each : most), 0),
  };
}

/** Rows with figures, or with a sum of rows above them. */
function statement(rows: readonly (readonly [string, string, readonly number[] | string])[]): StatementRow[] {
  const made: StatementRow[] = [];
  for (const [key, words, figures] of rows) {
    if (typeof figures !== 'string') {
      made.push({ key, words, byYear: figures });
      continue;
    }
    const of = figures
      .replaceAll(' - ', ' + -')
      .split(' + ')
      .map((part): readonly [string, 1 | -1] => (part.startsWith('-') ? [part.slice(1), -1] : [part, 1]));
    const years = made[0]!.byYear;
    const value = (name: string, y: number): number => made.find((row) => row.key === name)!.byYear[y]!;
    made.push({
      key,
      words,
      of,
      byYear: years.map((_, y) => of.reduce((sum, [name, sign]) => sum + sign * value(name, y), 0)),
    });
  }
  return made;
}
