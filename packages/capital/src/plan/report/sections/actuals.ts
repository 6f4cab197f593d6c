import { CapitalError } from '../../../errors.ts';
import { sortedQuantile } from '../../../simulate/columns/summary.ts';
import { monthOf, type Simulation } from '../../../simulate/simulate.ts';
import type { Actual, ActualLine } from '../../actuals/read-actuals.ts';
import { monthsBetween } from '../../build/months.ts';
import type { PlanDocument } from '../../schema/document.ts';

/** What happened beside what the plan foresaw, in the plan's currency. */
export interface ActualRow extends Actual {
  readonly p05: number;
  readonly p50: number;
  readonly p95: number;
  /** The part of the paths that lie below it. */
  readonly below: number;
}

/** What computing costs with the programme that is in the cash: the plan's own trainings, less what it computes of them, and itself. */
const COMPUTE = [
  ['compute', 1],
  ['instead', -1],
  ['sourced', 1],
] as const;

const parts = (line: ActualLine): readonly (readonly [string, 1 | -1])[] =>
  line === 'compute' ? COMPUTE : [[line, 1]];

/** The lines that actuals are held against. */
export function actualOutputs(actuals: readonly Actual[]): string[] {
  return [...new Set(actuals.flatMap(({ line }) => parts(line).map(([name]) => name)))];
}

function plannedOf(simulation: Simulation, line: ActualLine, month: number): Float64Array {
  const sum = new Float64Array(simulation.paths);
  for (const [name, sign] of parts(line))
    monthOf(simulation, name, month).forEach((value, p) => {
      sum[p]! += sign * value;
    });
  return sum.sort();
}

/**
 * Holds what happened against the same month of the paths.
 *
 * @throws {CapitalError} bad-input — on a month that is not the plan's
 */
export function actualRows(simulation: Simulation, { start }: PlanDocument, actuals: readonly Actual[]): ActualRow[] {
  return actuals.map((actual) => {
    const month = monthsBetween(start, actual.month);
    if (month < 0 || month >= simulation.months)
      throw new CapitalError(
        'bad-input',
        `Actuals of ${actual.month}: the plan begins in ${start} and has ${simulation.months} months. Leave the month out.`,
        { fields: { month: actual.month } },
      );
    const planned = plannedOf(simulation, actual.line, month);
    const below = planned.reduce((count, value) => count + (value < actual.amount ? 1 : 0), 0) / planned.length;
    return {
      ...actual,
      p05: sortedQuantile(planned, 0.05),
      p50: sortedQuantile(planned, 0.5),
      p95: sortedQuantile(planned, 0.95),
      below,
    };
  });
}
