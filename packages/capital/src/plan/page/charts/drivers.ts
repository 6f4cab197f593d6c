import { rangeBars } from '@capstan/page';
import { short } from '../../../quantity/show.ts';
import type { PlanReport } from '../../report/report.ts';
import type { Picture } from '../sections/contract.ts';

/** What each input does to the cash at the end. */
export function driversChart({ drivers, months, currency }: PlanReport): Picture[] {
  if (drivers.length === 0) return [];
  return [
    {
      caption: `Expected cash in ${months.at(-1)!.month}, ${currency}, between the 10th and the 90th percentile of each; blue: more of it is more cash, red: less`,
      wide: true,
      drawing: rangeBars({
        title: 'What drives the cash at the end',
        format: short,
        bars: drivers.slice(0, 8).map(({ label, round, cashAtLow, cashAtHigh }) => ({
          name: label,
          from: cashAtLow,
          to: cashAtHigh,
          less: !round && cashAtHigh < cashAtLow,
        })),
      }),
    },
  ];
}
