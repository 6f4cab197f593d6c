import type { Simulation } from '../../simulate/simulate.ts';
import type { PlanDocument } from '../schema/document.ts';
import type { Standing } from './standing.ts';

/** What a simulated plan's rows are made from. */
export interface Simulated {
  readonly simulation: Simulation;
  readonly document: PlanDocument;
  readonly standing: (...lines: string[]) => Standing;
}

export function mean(column: Float64Array): number {
  return column.reduce((sum, value) => sum + value, 0) / column.length;
}

/** A line's sum over all months, for each path; a rate a month counts for its month. */
export function overMonths({ lines, paths, months }: Simulation, line: string): Float64Array {
  const column = lines.get(line)!;
  const sums = new Float64Array(paths);
  for (let t = 0; t < months; t++) for (let p = 0; p < paths; p++) sums[p]! += column[t * paths + p]!;
  return sums;
}
