import { type Summary, summarise } from '../../../simulate/columns/summary.ts';
import { monthOf, type Simulation } from '../../../simulate/simulate.ts';
import { slug } from '../../build/slug.ts';
import { average, overMonths, type Simulated } from '../simulated.ts';
import type { Standing } from '../standing.ts';

export interface HiringRow {
  readonly role: string;
  readonly start: string;
  /** At the most at a time, the median over the paths on which they are hired; 0 where nobody ever is. */
  readonly people: number;
  readonly peopleAtEnd: number;
  /** Pay and recruiting over all months. */
  readonly cost: Summary;
  readonly restsOn: Standing;
}

export function hiringRows({ simulation, document, standing }: Simulated): HiringRow[] {
  return document.hiring.map(({ role, start }) => {
    const own = `hiring.${slug(role)}`;
    return {
      role,
      start,
      people: mostAtATime(simulation, `${own}.people`),
      peopleAtEnd: average(monthOf(simulation, `${own}.people`, document.months - 1)),
      cost: summarise(overMonths(simulation, `${own}.cost`)),
      restsOn: standing(`${own}.cost`),
    };
  });
}

function mostAtATime({ lines, paths, months }: Simulation, line: string): number {
  const column = lines.get(line)!;
  const most = new Float64Array(paths);
  for (let t = 0; t < months; t++) for (let p = 0; p < paths; p++) most[p] = Math.max(most[p]!, column[t * paths + p]!);
  const hired = most.filter((people) => people > 0);
  return hired.length === 0 ? 0 : summarise(hired).p50;
}
