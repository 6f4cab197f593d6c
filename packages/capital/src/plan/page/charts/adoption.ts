import { lineChart } from '@capstan/page';
import { short } from '../../../quantity/show.ts';
import type { PlanReport } from '../../report/report.ts';
import type { Picture } from '../sections/contract.ts';
import { monthTicks } from './months.ts';

/** The plan's customers beside the market's adoption. */
export function adoptionChart({ market, months }: PlanReport): Picture[] {
  if (!market) return [];
  const { adoption } = market;
  const x = adoption.map(({ month }) => months.findIndex((row) => row.month === month));
  const line = (of: 'adopted' | 'ours', name: string, tone: number) => ({
    name,
    tone,
    x,
    y: adoption.map((row) => row[of].p50),
    low: adoption.map((row) => row[of].p05),
    high: adoption.map((row) => row[of].p95),
  });
  return [
    {
      caption: 'Customers: median, 5 to 95 %',
      drawing: lineChart({
        title: "The plan's customers beside the market's adoption",
        xLabel: '',
        xFormat: monthTicks(months[0]!.month),
        format: short,
        width: 420,
        height: 240,
        dots: true,
        lines: [line('adopted', 'market', 1), line('ours', 'the plan', 0)],
      }),
    },
  ];
}
