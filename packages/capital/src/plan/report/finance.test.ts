import assert from 'node:assert/strict';
import { test } from 'node:test';
import { near } from '../../testing.ts';
import { renderPlan } from '../page/terminal.ts';
import { parsePlan } from '../parse.ts';
import type { PlanInput } from '../schema/document.ts';
import { planReport } from './report.ts';

const plan: PlanInput = {
  version: 1,
  name: 'Finance',
  currency: 'USD',
  asOf: '2026-11-24',
  start: '2027-01',
  months: 6,
  cash: '50000 [USD]',
  cashNoise: 0,
  lines: {
    sales: { is: '10000 [USD/month]', unit: 'USD/month', kind: 'income' },
    rent: { is: '4000 [USD/month]', unit: 'USD/month', kind: 'cost' },
  },
  finance: {
    receivableDays: '1.5 [month]',
    payableDays: '1 [month]',
    taxRate: 0.2,
    loans: [
      {
        name: 'Bank',
        month: '2027-02',
        amount: '12000 [USD]',
        rate: '0.12 [1/year]',
        months: 4,
        interestOnly: 1,
        fees: 0.01,
        leastCash: '61000 [USD]',
      },
    ],
  },
};

// By hand. Customers owe 10,000 after the first month and 15,000 from then on, suppliers are owed 4,000. Profit before tax is 6,000
// less the fee of 120 in the second month, then less interest of 120, 120, 80 and 40 on 12,000, 12,000, 8,000 and 4,000.
const CASH = [48_800, 60_504, 65_208, 65_912, 66_648, 67_416];

test('payment terms, tax and a loan move the cash, month by month, as worked by hand', async () => {
  const { months, accounts } = await planReport(parsePlan(plan), { paths: 10 });
  for (const [t, expected] of CASH.entries()) near(months[t]!.cash.p50, expected, 1e-12);
  assert.ok(Math.abs(accounts.difference) < 1e-6);
});

test('profit, cash flow and balance by hand; what there is equals what is owed and owned', async () => {
  const report = await planReport(parsePlan(plan), { paths: 10 });
  const { profit, cash, balance, difference } = report.statements;
  const of = (rows: typeof profit, key: string) => rows.find((row) => row.key === key)!.byYear[0]!;
  for (const [rows, key, expected] of [
    [profit, 'revenue', 60_000],
    [profit, 'other', 24_000],
    [profit, 'operating', 36_000],
    [profit, 'interest', 480],
    [profit, 'taxable', 35_520],
    [profit, 'tax', 7_104],
    [profit, 'net', 28_416],
    [cash, 'operations', 28_416 - 15_000 + 4_000],
    [cash, 'financing', 0],
    [cash, 'closing', 67_416],
    [balance, 'receivables', 15_000],
    [balance, 'assets', 82_416],
    [balance, 'payables', 4_000],
    [balance, 'debt', 0],
    [balance, 'paid', 50_000],
    [balance, 'kept', 28_416],
    [balance, 'claims', 82_416],
  ] as const)
    near(of(rows, key) + 1, expected + 1, 1e-12);
  assert.ok(Math.abs(difference) < 1e-6);
  assert.match(renderPlan(report), /Profit, cash flow and balance\n +What there is equals what is owed/);
});

test('a loan says what it costs and how likely its condition is broken', async () => {
  const { loans } = await planReport(parsePlan(plan), { paths: 10 });
  const [bank] = loans;
  near(bank!.interest, 480);
  assert.deepEqual([bank!.drawn, bank!.owed, bank!.broken], [12_000, 0, { part: 1, typically: '2027-02' }]);
});

test('losses are made up before tax is paid', async () => {
  const losing: PlanInput = {
    ...plan,
    lines: {
      sales: { is: 'if(month < 2, 1000, 10000) * 1 [USD/month]', unit: 'USD/month', kind: 'income' },
      rent: { is: '4000 [USD/month]', unit: 'USD/month', kind: 'cost' },
    },
    finance: { taxRate: 0.25 },
  };
  const { months, statements } = await planReport(parsePlan(losing), { paths: 10 });
  // −3,000 twice, then 6,000: nothing to tax; from the fourth month 1,500 each.
  near(months[2]!.cash.p50, 50_000 - 6_000 + 6_000);
  near(statements.profit.find(({ key }) => key === 'tax')!.byYear[0]!, 4_500);
});

test('on uncertain paths, over years, with rounds, risks and machines of one’s own, the balance holds', async () => {
  const wild: PlanInput = {
    ...plan,
    start: '2027-10',
    months: 20,
    cash: '900000 [USD]',
    cashNoise: '9000 [USD]',
    assumptions: {
      wait: { value: '20 to 120', unit: 'day', asOf: '2026-11-24', source: 't', confidence: 'guess' },
    },
    finance: {
      receivableDays: 'min(wait, 180 [day])',
      payableDays: '20 [day]',
      taxRate: 0.3,
      loans: [
        {
          name: 'Venture debt',
          month: '2028-01',
          amount: '200000 [USD]',
          rate: '0.13 [1/year]',
          months: 36,
          when: 'round.a.closed',
        },
      ],
    },
    rounds: [{ name: 'A', month: '2027-12', amount: '2000000 [USD]', probability: 0.5, fees: 0.02 }],
    risks: [
      { name: 'Leak', area: 'legal', rate: '2 [1/year]', impact: '9000 [USD]', owner: 'A', review: '2027-06-01' },
    ],
    sourcing: {
      demands: [{ name: 'serving', hours: '9000 [device·h/month]', instead: '0 [USD/month]' }],
      discountRate: 0.08,
      rents: { start: 1, reversion: 0.5, volatility: 0.2, source: 't' },
      offers: [
        {
          id: 'rent',
          kind: 'on-demand',
          provider: 'N',
          region: 'X',
          pricePerGpuHour: 3,
          source: 't',
          confidence: 'guess',
        },
        {
          ...{ id: 'own', kind: 'owned', provider: 'us', region: 'X', gpusPerNode: 8, pricePerNode: 90_000 },
          ...{ costPerNodeMonth: 1000, lifeMonths: 12, salvage: 0.3, source: 't', confidence: 'guess' },
        } as const,
      ],
    },
  };
  const { statements, accounts } = await planReport(parsePlan(wild), { paths: 400 });
  assert.deepEqual(statements.years, ['2027', '2028', '2029']);
  assert.ok(Math.abs(statements.difference) < 1e-5, String(statements.difference));
  assert.ok(Math.abs(accounts.difference) < 1e-5, String(accounts.difference));
  const of = (rows: typeof statements.profit, key: string) => rows.find((row) => row.key === key)!.byYear;
  assert.ok(of(statements.profit, 'worn').some((worn) => worn > 0));
  assert.ok(of(statements.balance, 'debt')[1]! > 0 && of(statements.balance, 'receivables')[2]! > 0);
});

test('what finance cannot be is refused with its path', () => {
  const refused = (finance: object, message: RegExp) =>
    assert.throws(() => parsePlan({ ...plan, finance }), { code: 'bad-plan', message });
  const [loan] = plan.finance!.loans!;
  refused({ receivableDays: '200 [day]' }, /finance\.receivableDays: Expected 0 to 182/);
  refused({ payableDays: '3 [USD]' }, /finance\.payableDays: Expected day/);
  refused({ taxRate: 1.2 }, /finance\.taxRate: Expected 0 to 1/);
  refused({ loans: [{ ...loan, month: '2029-01' }] }, /finance\.loans\[0\]\.month: 2029-01 is not among/);
  refused(
    { loans: [{ ...loan, interestOnly: 4 }] },
    /finance\.loans\[0\]\.interestOnly: Expected interestOnly to be fewer/,
  );
  refused({ loans: [{ ...loan, rate: '-0.1 [1/year]' }] }, /finance\.loans\[0\]\.rate/);
  refused({ receivabledays: '3 [day]' }, /finance: There is no field 'receivabledays'.*receivableDays/);
});
