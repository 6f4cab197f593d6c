import type { Simulation } from '../../simulate/simulate.ts';
import type { PlanDocument } from '../schema/document.ts';
import type { Standing } from './standing.ts';

/** What a simulated plan's rows are made from. */
export interface Simulated {
  readonly simulation: Simulation;
  readonly document: PlanDocument;
  readonly standing: (...lines: string[]) => Standing;
}

export function average(column: Float64Array): number {
  return column.reduce((sum, value) => sum + value, 0) / column.length;
}

/** A line's sum over all months, for each path; a rate a month counts for its month. */
export function overMonths({ lines, paths, months }: Simulation, line: string): Float64Array {
  const column = lines.get(line)!;
  const sums = new Float64Array(paths);
  for (let t = 0; t < months; t++) for (let p = 0; p < paths; p++) sums[p]! += column[t * paths + p]!;
  return sums;
}

/** The month in which a round closes on every path, from 0; −1 where it does not. */
export function closingMonths({ lines, paths, months }: Simulation, round: string): Int32Array {
  const closed = lines.get(`${round}.closed`)!;
  const found = new Int32Array(paths).fill(-1);
  for (let t = months - 1; t >= 0; t--) for (let p = 0; p < paths; p++) if (closed[t * paths + p]! > 0) found[p] = t;
  return found;
}

/** A line in the month in which a round closes, over the paths on which it does; undefined where it never does. */
export function whenClosing(simulation: Simulation, round: string, line: string): Float64Array | undefined {
  const column = simulation.lines.get(line)!;
  const values = [...closingMonths(simulation, round)].flatMap((t, p) =>
    t < 0 ? [] : [column[t * simulation.paths + p]!],
  );
  return values.length > 0 ? Float64Array.from(values) : undefined;
}
