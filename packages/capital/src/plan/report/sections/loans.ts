import { monthOf, type Simulation } from '../../../simulate/simulate.ts';
import { monthAfter } from '../../build/months.ts';
import { slug } from '../../build/slug.ts';
import type { PlanDocument } from '../../schema/document.ts';
import { average, overMonths } from '../simulated.ts';

/** A loan, expected over the paths; money is the plan's. */
export interface LoanRow {
  readonly name: string;
  readonly month: string;
  readonly drawn: number;
  /** All that is paid for it: interest and fees. */
  readonly interest: number;
  /** Owed at the plan's end. */
  readonly owed: number;
  /** Where it asks for cash: the part of the paths on which there is less while something is owed, and by when half of those are. */
  readonly broken?: { readonly part: number; readonly typically: string | null };
}

/** The lines that the loans read. */
export function loanOutputs({ finance }: PlanDocument): string[] {
  return (finance?.loans ?? []).flatMap(({ name, leastCash }) =>
    ['drawn', 'interest', 'fee', 'debt', ...(leastCash === undefined ? [] : ['leastcash'])].map(
      (field) => `loan.${slug(name)}.${field}`,
    ),
  );
}

/** A plan's loans, and how likely what they ask for is broken. */
export function loanRows(simulation: Simulation, { finance, start }: PlanDocument): LoanRow[] {
  return (finance?.loans ?? []).map(({ name, month, leastCash }) => {
    const own = `loan.${slug(name)}`;
    const total = (field: string): number => average(overMonths(simulation, `${own}.${field}`));
    return {
      name,
      month,
      drawn: total('drawn'),
      interest: total('interest') + total('fee'),
      owed: whole(average(monthOf(simulation, `${own}.debt`, simulation.months - 1))),
      ...(leastCash === undefined ? {} : { broken: brokenBy(simulation, own, start) }),
    };
  });
}

/** What is paid back leaves the rounding of doubles, which is no money. */
const whole = (value: number): number => (Math.abs(value) < 1e-6 ? 0 : value);

function brokenBy({ lines, months, paths }: Simulation, own: string, start: string): NonNullable<LoanRow['broken']> {
  const [cash, debt, least] = ['cash', `${own}.debt`, `${own}.leastcash`].map((line) => lines.get(line)!);
  const firsts: number[] = [];
  for (let p = 0; p < paths; p++)
    for (let t = 0; t < months; t++) {
      const at = t * paths + p;
      if (!(debt![at]! > 1e-9 && cash![at]! < least![at]!)) continue;
      firsts.push(t);
      break;
    }
  const middle = firsts.toSorted((a, b) => a - b)[Math.floor((firsts.length - 1) / 2)];
  return { part: firsts.length / paths, typically: middle === undefined ? null : monthAfter(start, middle) };
}
