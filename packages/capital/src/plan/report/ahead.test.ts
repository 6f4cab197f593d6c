import assert from 'node:assert/strict';
import { test } from 'node:test';
import { near } from '../../testing.ts';
import { parsePlan } from '../parse.ts';
import type { PlanInput } from '../schema/document.ts';
import { type PlanReport, planReport } from './report.ts';
import type { StatementRow } from './sections/statements.ts';

const base: PlanInput = {
  version: 1,
  name: 'Ahead',
  currency: 'USD',
  asOf: '2026-11-24',
  start: '2027-10',
  months: 15,
  cash: '100000 [USD]',
  cashNoise: 0,
};

function expectRows(rows: readonly StatementRow[], expected: Readonly<Record<string, readonly number[]>>): void {
  for (const [key, years] of Object.entries(expected))
    for (const [y, value] of years.entries())
      near(rows.find((row) => row.key === key)!.byYear[y]! + 1, value + 1, 1e-9);
}

function agrees({ statements, accounts }: PlanReport): void {
  assert.ok(Math.abs(statements.difference) < 1e-6, String(statements.difference));
  assert.ok(Math.abs(accounts.difference) < 1e-6, String(accounts.difference));
}

// By hand, as ASC 340-10 and ASC 606 (IAS 1, IFRS 15) have it. A year's insurance of 12,000 is paid in 2027-10 and 2028-10: 3 of its
// months fall into 2027, 9,000 are an asset at the end. Half a year's support of 12,000 comes in 2027-12, 2028-06 and 2028-12: one
// month of each last payment is earned by the year's end, 10,000 are owed in service.
test('what is paid ahead is an asset, what customers pay ahead a debt, until its months have come', async () => {
  const report = await planReport(
    parsePlan({
      ...base,
      lines: {
        insurance: { is: '1000 [USD/month]', unit: 'USD/month', kind: 'cost', paidAhead: 12 },
        support: { is: 'if(month < 2, 0, 2000 [USD/month])', unit: 'USD/month', kind: 'income', paidAhead: 6 },
      },
    }),
    { paths: 10 },
  );
  const { profit, cash, balance } = report.statements;
  expectRows(profit, { revenue: [2_000, 24_000], other: [3_000, 12_000], net: [-1_000, 12_000] });
  expectRows(cash, { ahead: [9_000, 0], served: [10_000, 0], operations: [0, 12_000], closing: [100_000, 112_000] });
  expectRows(balance, {
    prepaid: [9_000, 9_000],
    assets: [109_000, 121_000],
    deferred: [10_000, 10_000],
    kept: [-1_000, 11_000],
    claims: [109_000, 121_000],
  });
  agrees(report);
});

// A node of 8 GPUs at 2 USD for 6 months of 730.5 hours: 70,128, paid in the first month, 11,688 of it used each month.
test('a capacity block is paid at once and costs its months; taxes follow the months', async () => {
  const offer = { provider: 'N', region: 'FI', gpusPerNode: 8, source: 'list', confidence: 'published' } as const;
  const report = await planReport(
    parsePlan({
      ...base,
      months: 6,
      lines: { sales: { is: '20000 [USD/month]', unit: 'USD/month', kind: 'income' } },
      finance: { taxRate: 0.25 },
      sourcing: {
        demands: [{ name: 'serving', hours: '5844 [device·h/month]' }],
        discountRate: 0,
        rents: { start: 1, reversion: 0.9, volatility: 0, source: 'none' },
        offers: [
          { ...offer, id: 'block', kind: 'block', pricePerGpuHour: 2, months: 6 },
          { ...offer, id: 'rent', kind: 'on-demand', pricePerGpuHour: 9 },
        ],
      },
    }),
    { paths: 10 },
  );
  assert.deepEqual(
    report.sourcing!.steps.map(({ offer: id }) => id),
    ['block'],
  );
  const { profit, cash, balance } = report.statements;
  const [used, earned] = [3 * 11_688, 60_000];
  const tax = 0.25 * (earned - used);
  expectRows(profit, { computing: [used, used], taxable: [earned - used, earned - used], tax: [tax, tax] });
  expectRows(cash, {
    ahead: [used, -used],
    closing: [100_000 + earned - 2 * used - tax, 100_000 + 2 * (earned - used - tax)],
  });
  expectRows(balance, { prepaid: [used, 0] });
  near(report.months[0]!.cash.p50, 100_000 + 20_000 - 70_128 - 0.25 * (20_000 - 11_688), 1e-9);
  agrees(report);
});

test('a figure is not paid ahead', () => {
  assert.throws(
    () => parsePlan({ ...base, lines: { x: { is: '1 [USD]', unit: 'USD', paidAhead: 3 } } }),
    /lines\.x\.paidAhead: Expected kind: 'cost' or 'income'/,
  );
});
