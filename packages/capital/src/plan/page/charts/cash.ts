import { lineChart } from '@capstan/page';
import { percent, short } from '../../../quantity/show.ts';
import type { PlanReport } from '../../report/report.ts';
import type { Picture } from '../sections/contract.ts';
import { monthTicks } from './months.ts';

/** Cash and the risk of running out, month by month. */
export function cashCharts({ months, currency }: PlanReport): Picture[] {
  const x = months.map((_, t) => t);
  const median = { name: 'cash, median', label: '', x, y: months.map(({ cash }) => cash.p50), tone: 0 };
  const band = (low: 'p05' | 'p25', high: 'p75' | 'p95') => ({
    ...median,
    low: months.map(({ cash }) => cash[low]),
    high: months.map(({ cash }) => cash[high]),
  });
  const zero = { name: '0', label: '', x: [0, x.length - 1], y: [0, 0] };
  const common = { xLabel: '', xFormat: monthTicks(months[0]!.month), width: 420, height: 240 };
  return [
    {
      caption: `Cash, ${currency}: median, middle half, 5 to 95 %`,
      drawing: lineChart({
        ...common,
        title: 'Cash by month',
        format: short,
        lines: [zero, band('p05', 'p95'), band('p25', 'p75')],
      }),
    },
    {
      caption: 'Probability of having run out',
      drawing: lineChart({
        ...common,
        title: 'Probability of having run out by month',
        format: percent,
        yDomain: [0, [0.05, 0.1, 0.2, 0.5].find((end) => months.every(({ ruin }) => ruin <= end)) ?? 1],
        lines: [
          {
            name: 'run out',
            label: '',
            x,
            y: months.map(({ ruin }) => ruin),
            low: x.map(() => 0),
            high: months.map(({ ruin }) => ruin),
            tone: 7,
          },
        ],
      }),
    },
  ];
}
