import { type Summary, summarise } from '../../../simulate/columns/summary.ts';
import { slug } from '../../build/slug.ts';
import { overMonths, type Simulated } from '../simulated.ts';
import type { Standing } from '../standing.ts';

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

/** Trainings wanted: hours, money, energy, emissions, each summed over the months in which the training runs on a path. */
export function runRows({ simulation, document, standing }: Simulated): RunRow[] {
  return document.runs.map(({ name, start, flops, power, grid }) => {
    const own = `run.${slug(name)}`;
    return {
      name,
      start,
      hours: summarise(overMonths(simulation, `${own}.hours`)),
      cost: summarise(overMonths(simulation, `${own}.cost`)),
      ...(flops === undefined ? {} : { flops: summarise(overMonths(simulation, `${own}.work`)) }),
      ...(power === undefined ? {} : { energyKWh: summarise(overMonths(simulation, `${own}.energy`)) }),
      ...(grid === undefined ? {} : { carbonKg: summarise(overMonths(simulation, `${own}.carbon`)) }),
      restsOn: standing(`${own}.cost`),
    };
  });
}
