import { percent, short } from '../../../../quantity/show.ts';
import type { PlanReport } from '../../../report/report.ts';
import type { PageSection } from '../contract.ts';

export const actuals: PageSection = { id: 'actuals', of };

function of({ actuals: rows, currency }: PlanReport): ReturnType<PageSection['of']> {
  if (rows.length === 0) return undefined;
  const inside = rows.filter(({ amount, p05, p95 }) => amount >= p05 - 1e-9 && amount <= p95 + 1e-9).length;
  return {
    title: 'What happened, beside the plan',
    lead: `${inside} of ${rows.length} figures lie between the plan's 5th and 95th percentile; of a plan that knows how little it knows, nine in ten do.`,
    tables: [
      {
        header: ['month', 'line', `was, ${currency}`, 'plan p5', 'p50', 'p95', 'off the median', 'paths below it'],
        rows: rows.map(({ month, line, amount, p05, p50, p95, below }) => [
          month,
          line,
          short(amount),
          short(p05),
          short(p50),
          short(p95),
          p50 === 0 ? short(amount - p50) : `${amount >= p50 ? '+' : '−'}${percent(Math.abs(amount / p50 - 1))}`,
          percent(below),
        ]),
        left: 2,
      },
    ],
  };
}
