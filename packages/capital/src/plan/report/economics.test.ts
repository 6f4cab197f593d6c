import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderAccountsCsv, renderPlanCsv } from '../page/csv.ts';
import { renderPlan } from '../page/terminal.ts';
import { parsePlan } from '../parse.ts';
import { planReport } from './report.ts';

const report = planReport(
  parsePlan({
    version: 1,
    name: 'Economics',
    currency: 'USD',
    asOf: '2026-11-24',
    start: '2027-07',
    months: 18,
    cash: '900000 [USD]',
    cashNoise: '0 [USD]',
    lines: { office: { is: '10000 [USD/month]', unit: 'USD/month', kind: 'cost' } },
    revenue: [
      {
        name: 'API',
        model: 'api',
        from: '2027-07',
        customers: '0 [customer]',
        gained: '1 [customer/month]',
        churn: 0,
        price: '100 [USD/(customer·month)] * (1 + month)',
        serving: '200 [USD/(customer·month)]',
        acquisition: '3000 [USD/customer]',
      },
      {
        name: 'Seats',
        model: 'seat',
        from: '2027-07',
        customers: '10 [customer]',
        gained: 0,
        churn: '0.05 [1/month]',
        price: '40 [USD/(customer·month)]',
        serving: '10 [USD/(customer·month)]',
      },
    ],
  }),
  { paths: 50 },
);

test('what a customer is worth is of the last month; endless where nobody leaves', async () => {
  const { customers, burnMultiple } = (await report).economics!;
  assert.equal(customers[0]!.worth.p50, Number.POSITIVE_INFINITY);
  assert.ok(Math.abs(customers[0]!.payback!.p50 - 3000 / 1600) < 1e-9); // 1,800 less 200 a month
  assert.ok(Math.abs(customers[1]!.worth.p50 - 600) < 1e-9);
  assert.equal(customers[1]!.cost, undefined);
  const { months } = await report;
  const burnt = months.slice(-12).reduce((sum, { burn }) => sum + burn, 0);
  const grown = 12 * (months[17]!.income - months[5]!.income);
  assert.ok(Math.abs(burnMultiple!.p50 - burnt / grown) < 1e-9);
  assert.match(renderPlan(await report), /API +∞ +3k +∞× +∞ to ∞ +1\.88/);
});

test('months and accounts come as CSV whose sums are the page’s', async () => {
  const found = await report;
  const [header, ...rows] = renderPlanCsv(found)
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  assert.equal(rows.length, 18);
  assert.equal(Number(rows[17]![header!.indexOf('cash_p50')]), found.months[17]!.cash.p50);
  const accounts = renderAccountsCsv(found)
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  assert.deepEqual(accounts[0], ['line', 'currency', '2027', '2028', 'all']);
  const all = accounts.slice(1).map((row) => Number(row.at(-1)));
  const between = all.slice(1, -1).reduce((sum, value) => sum + value, 0);
  assert.ok(Math.abs(all[0]! + between - all.at(-1)!) < 1e-6);
});
