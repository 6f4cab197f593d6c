import { writeCsv } from '../../csv.ts';
import type { PlanReport } from '../report/report.ts';

/**
 * A plan's months as CSV for a spreadsheet: cash by quantiles, medians of income, burn, margin and customers, and ruin.
 *
 * @example writeFileSync('plan.csv', renderPlanCsv(await planReport(plan)))
 */
export function renderPlanCsv({ months, currency }: PlanReport): string {
  const columns = [
    'month',
    'currency',
    'cash_mean',
    'cash_p05',
    'cash_p25',
    'cash_p50',
    'cash_p75',
    'cash_p95',
    'income_p50',
    'burn_p50',
    'margin_p50',
    'customers_p50',
    'ruin',
  ];
  return writeCsv(
    columns,
    months.map(({ month, cash, income, burn, margin, customers, ruin }) => ({
      month,
      currency,
      cash_mean: cash.mean,
      cash_p05: cash.p05,
      cash_p25: cash.p25,
      cash_p50: cash.p50,
      cash_p75: cash.p75,
      cash_p95: cash.p95,
      income_p50: income,
      burn_p50: burn,
      margin_p50: margin,
      customers_p50: customers,
      ruin,
    })),
  );
}

/** The accounts of a plan as CSV: expected cash by line and calendar year, opening and closing among them. @example renderAccountsCsv(report) */
export function renderAccountsCsv({ accounts: { years, flows }, currency }: PlanReport): string {
  const names = years.map(({ year }) => year);
  const row = (line: string, values: readonly number[], all: number): Record<string, string | number> => ({
    line,
    currency,
    ...Object.fromEntries(names.map((name, y) => [name, values[y]!])),
    all,
  });
  return writeCsv(
    ['line', 'currency', ...names, 'all'],
    [
      row(
        'opening cash',
        years.map(({ opening }) => opening),
        years[0]!.opening,
      ),
      ...flows.map(({ words, byYear, total }) => row(words, byYear, total)),
      row(
        'closing cash',
        years.map(({ closing }) => closing),
        years.at(-1)!.closing,
      ),
    ],
  );
}
