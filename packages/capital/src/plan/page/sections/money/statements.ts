import { percent, short } from '../../../../quantity/show.ts';
import type { PlanReport } from '../../../report/report.ts';
import type { StatementRow } from '../../../report/sections/statements.ts';
import type { PageSection, Table } from '../contract.ts';

/** Less than this, a difference is the rounding of doubles. */
const ROUNDING = 1e-9;

export const statements: PageSection = { id: 'statements', of };

function of({ statements: found, accounts, currency }: PlanReport): ReturnType<PageSection['of']> {
  const { years, profit, cash, balance, difference } = found;
  const size = Math.max(1, ...balance.flatMap(({ byYear }) => byYear.map(Math.abs)));
  const table = (title: string, all: readonly StatementRow[]): Table => {
    const rows = all.filter(({ byYear, of: sum }) => sum !== undefined || byYear.some((value) => value !== 0));
    return {
      header: [title, ...years],
      rows: rows.map(({ words, byYear }) => [words, ...byYear.map(short)]),
      left: 1,
      sums: rows.flatMap(({ of: sum }, i) => (sum ? [i] : [])),
    };
  };
  const closing = accounts.years.at(-1)!.closing;
  const used = accounts.flows.filter(({ total }) => total < 0);
  const all = used.reduce((sum, { total }) => sum - total, 0);
  return {
    title: 'Profit, cash flow and balance',
    lead:
      Math.abs(difference) <= ROUNDING * size
        ? 'What there is equals what is owed and what belongs to the owners at every year’s end, from the same paths as the cash above.'
        : `The balance misses by ${short(difference)} ${currency}: a fault of ours, please report it.`,
    tables: [
      table(`profit and loss, ${currency}`, profit),
      table(`cash flow, ${currency}`, cash),
      table(`balance at the year’s end, ${currency}`, balance),
      {
        header: ['use of funds', currency, 'of all'],
        rows: [
          ...used
            .toSorted((a, b) => a.total - b.total)
            .map(({ words, total }) => [words, short(-total), all > 0 ? percent(-total / all) : '—']),
          ['left at the end', short(closing), '—'],
        ],
        left: 1,
      },
    ],
    notes: [
      'Expected over the paths. Income and cost count in the month in which they are earned or fall due; what is paid ahead is an asset, or owed to the customer, until its months have come; machines bought lose value as the offers say; taxes are paid as they are earned, once losses are made up.',
    ],
  };
}
