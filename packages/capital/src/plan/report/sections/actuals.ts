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

/** The lines that actuals are held against. */
export function actualOutputs(actuals: readonly Actual[]): ActualLine[] {
  return [...new Set(actuals.map(({ line }) => line))];
}

/** Holds what happened against the same month of the paths. @throws CapitalError 'bad-input' on a month that is not the plan's. */
export function actualRows(simulation: Simulation, { start }: PlanDocument, actuals: readonly Actual[]): ActualRow[] {
  return actuals.map((actual) => {
    const month = monthsBetween(start, actual.month);
    if (month < 0 || month >= simulation.months)
      throw new CapitalError(
        'bad-input',
        `Actuals of ${actual.month}: the plan begins in ${start} and has ${simulation.months} months. Leave the month out.`,
        { fields: { month: actual.month } },
      );
    const planned = monthOf(simulation, actual.line, month).toSorted();
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
