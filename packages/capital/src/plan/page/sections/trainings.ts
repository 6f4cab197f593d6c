import type { PlanReport } from '../../report/report.ts';
import { standingText } from '../../report/standing.ts';
import { type PageSection, span } from './contract.ts';

export const trainings: PageSection = { id: 'trainings', of };

function of({ runs, currency }: PlanReport): ReturnType<PageSection['of']> {
  if (runs.length === 0) return undefined;
  const has = (field: 'flops' | 'energyKWh' | 'carbonKg'): boolean => runs.some((run) => run[field] !== undefined);
  const columns = [
    ...(has('flops') ? (['flops'] as const) : []),
    ...(has('energyKWh') ? (['energyKWh'] as const) : []),
    ...(has('carbonKg') ? (['carbonKg'] as const) : []),
  ];
  const titles = { flops: 'FLOP', energyKWh: 'kWh', carbonKg: 'kg CO2e' };
  return {
    title: 'Trainings wanted',
    tables: [
      {
        header: [
          'training',
          'from',
          'device-hours',
          `cost, ${currency}`,
          ...columns.map((each) => titles[each]),
          'rests on',
        ],
        rows: runs.map((run) => [
          run.name,
          run.start,
          span(run.hours),
          span(run.cost),
          ...columns.map((each) => (run[each] ? span(run[each]) : '—')),
          standingText(run.restsOn),
        ]),
        left: 2,
        words: [4 + columns.length],
      },
    ],
    notes: [
      'From the 5th to the 95th percentile of the paths, summed over the months in which each runs; a training that waits for a round takes and costs nothing on paths where it does not close.',
    ],
  };
}
