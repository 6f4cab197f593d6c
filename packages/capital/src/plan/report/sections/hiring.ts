import { type Summary, summarise } from '../../../simulate/columns/summary.ts';
import { monthOf } from '../../../simulate/simulate.ts';
import { slug } from '../../build/slug.ts';
import { mean, overMonths, type Simulated } from '../simulated.ts';
import type { Standing } from '../standing.ts';

export interface HiringRow {
  readonly role: string;
  readonly start: string;
  readonly people: number;
  readonly peopleAtEnd: number;
  readonly cost: Summary;
  readonly restsOn: Standing;
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
