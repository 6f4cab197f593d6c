import type { PlanReport } from '../../report/report.ts';
import type { StatementRow } from '../../report/sections/statements.ts';
import { type Cell, column, type Sheet, workbook } from './workbook.ts';

const PROFIT = 'Profit and loss';
const CASH = 'Cash flow';

/** Rows that are those of another sheet. */
const LINKS: Readonly<Record<string, Readonly<Record<string, readonly [sheet: string, key: string]>>>> = {
  [CASH]: { net: [PROFIT, 'net'], worn: [PROFIT, 'worn'] },
  Balance: { cash: [CASH, 'closing'] },
};

/**
 * A plan as an Excel workbook: profit and loss, cash flow and balance whose sums are formulas, the months by quantiles, and every
 * assumption with its source.
 *
 * @example await writeFile('plan.xlsx', renderPlanXlsx(await planReport(plan)))
 */
export function renderPlanXlsx(report: PlanReport): Uint8Array {
  const { statements, months, assumptions, currency } = report;
  const { years } = statements;
  const all = { [PROFIT]: statements.profit, [CASH]: statements.cash, Balance: statements.balance };
  return workbook([
    ...Object.entries(all).map(([name, rows]) => statement(name, rows, years, all, currency)),
    {
      name: 'Months',
      rows: [
        [
          'month',
          'cash mean',
          'p5',
          'p25',
          'p50',
          'p75',
          'p95',
          'income p50',
          'burn p50',
          'margin p50',
          'customers p50',
          'ruin',
        ],
        ...months.map(({ month, cash, income, burn, margin, customers, ruin }): Cell[] => [
          month,
          ...[cash.mean, cash.p05, cash.p25, cash.p50, cash.p75, cash.p95, income, burn, margin, customers, ruin],
        ]),
      ],
    },
    {
      name: 'Assumptions',
      rows: [
        ['assumption', 'unit', 'p5', 'p50', 'p95', 'standing', 'source', 'as of'],
        ...assumptions.map(({ name, unit, p05, p50, p95, confidence, source, asOf }): Cell[] => [
          ...[name, unit, p05, p50, p95, confidence, source, asOf],
        ]),
      ],
    },
  ]);
}

function statement(
  name: string,
  rows: readonly StatementRow[],
  years: readonly string[],
  all: Readonly<Record<string, readonly StatementRow[]>>,
  currency: string,
): Sheet {
  // The header is row 1.
  const rowOf = (of: readonly StatementRow[], key: string): number => of.findIndex((row) => row.key === key) + 2;
  const formula = ({ key, of }: StatementRow, y: number): string | undefined => {
    if (of)
      return of
        .map(([part, sign]) => `${sign < 0 ? '-' : '+'}${column(y + 1)}${rowOf(rows, part)}`)
        .join('')
        .replace(/^\+/, '');
    const link = LINKS[name]?.[key];
    if (link) return `'${link[0]}'!${column(y + 1)}${rowOf(all[link[0]]!, link[1])}`;
    if (name === CASH && key === 'opening' && y > 0) return `${column(y)}${rowOf(rows, 'closing')}`;
    return undefined;
  };
  return {
    name,
    rows: [
      [`expected ${currency}`, ...years],
      ...rows.map((row): Cell[] => [
        row.words,
        ...row.byYear.map((value, y): Cell => {
          const made = formula(row, y);
          return made === undefined ? value : { formula: made, value };
        }),
      ]),
    ],
    bold: rows.flatMap(({ of }, i) => (of ? [i + 1] : [])),
  };
}
