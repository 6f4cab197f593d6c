import { percent, short } from '../../../quantity/show.ts';
import type { MonthRow, PlanReport } from '../../report/report.ts';
import { standingText } from '../../report/standing.ts';
import { cashCharts } from '../charts/cash.ts';
import type { PageSection } from './contract.ts';

/** The verdict in a sentence that a reader can check against the table below it. */
export function verdictOf({ months, opening, currency, runway }: PlanReport): string {
  const end = months.at(-1)!;
  const risk = `The risk of running out by ${end.month} is ${percent(end.ruin)} (± ${percent(2 * end.ruinError)}).`;
  const month = (runs: number): string => `month ${runs} (${months[runs - 1]!.month})`;
  const tenth =
    runway.tenth === null
      ? 'It stays below one in ten throughout.'
      : `It passes one in ten in ${month(runway.tenth)}${runway.even === null ? ' and stays below even odds.' : `, even odds in ${month(runway.even)}.`}`;
  return `Begins with ${short(opening)} ${currency}. ${risk} ${tenth}`;
}

/** The months that a table shows: every third, and the last. */
function shownMonths(months: readonly MonthRow[]): readonly MonthRow[] {
  const step = months.length <= 12 ? 1 : months.length <= 48 ? 3 : 6;
  return months.filter((_, t) => (t + 1) % step === 0 || t === months.length - 1);
}

export const cash: PageSection = { id: 'cash', of, draw: cashCharts };

function of(report: PlanReport): ReturnType<PageSection['of']> {
  const { currency, restsOn, spread } = report;
  const shares = [
    [spread.measured, 'what runs measured'],
    [spread.contract + spread.published, 'what is agreed or published'],
    [spread.guess, 'guesses'],
    [spread.rounds, 'whether rounds close'],
  ] as const;
  const parts = shares.filter(([share]) => share >= 0.005).map(([share, what]) => `${percent(share)} from ${what}`);
  return {
    title: 'Cash',
    lead: verdictOf(report),
    tables: [
      {
        header: ['month', 'cash p5', 'p50', 'p95', 'income', 'burn', 'margin', 'customers', 'ruin'],
        rows: shownMonths(report.months).map(({ month, cash: c, income, burn, margin, customers, ruin }) => [
          month,
          short(c.p05),
          short(c.p50),
          short(c.p95),
          short(income),
          short(burn),
          income > 0 ? percent(margin) : '—',
          short(customers),
          percent(ruin),
        ]),
        left: 1,
      },
    ],
    notes: [
      `${currency}; income and burn a month, medians. Ruin: has run out by the month's end; paths go on below 0, by what is missing.`,
      `Rests on assumptions: ${standingText(restsOn)}.${parts.length > 0 ? ` Of the spread of cash at the end, ${parts.join(', ')}.` : ''}`,
    ],
  };
}
