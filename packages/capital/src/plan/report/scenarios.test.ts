import assert from 'node:assert/strict';
import { test } from 'node:test';
import { near } from '../../testing.ts';
import { renderPlan } from '../page/terminal.ts';
import { parsePlan } from '../parse.ts';
import type { PlanInput } from '../schema/document.ts';
import { planReport } from './report.ts';

const plan: PlanInput = {
  version: 1,
  name: 'Worlds',
  currency: 'USD',
  asOf: '2026-11-24',
  start: '2027-01',
  months: 12,
  cash: '100000 [USD]',
  cashNoise: 0,
  lines: { office: { is: '1000 [USD/month]', unit: 'USD/month', kind: 'cost' } },
  // 12,000 a month.
  hiring: [
    { role: 'Founders', start: '2027-01', count: '2 [person]', salary: '60000 [USD/(person·year)]', overhead: 1.2 },
  ],
  rounds: [{ name: 'Seed', month: '2027-04', amount: '500000 [USD]', probability: 1 }],
};
const reader = { start: '2027-02', months: 2, hours: '1000 [device·h]', price: '2 [USD/(device·h)]' };

test('a scenario leaves a round out, moves it, hires others, adds a run, changes a line: as worked by hand', async () => {
  const { scenarios, months } = await planReport(
    parsePlan({
      ...plan,
      scenarios: {
        'no seed': { rounds: { Seed: null } },
        'late seed': { rounds: { Seed: { month: '2027-07', amount: '300000 [USD]' } } },
        'one founder': { hiring: { Founders: { count: '1 [person]' } }, choice: true },
        'a run more': { runs: { Reader: reader } },
        'a bridge more': { rounds: { Bridge: { month: '2027-02', amount: '50000 [USD]', probability: 1 } } },
        'no office': { lines: { office: { is: 0 } } },
        nobody: { hiring: { Founders: null }, lines: { office: { is: '2000 [USD/month]' } } },
      },
    }),
    { paths: 10 },
  );
  const end = 100_000 + 500_000 - 144_000 - 12_000;
  near(months.at(-1)!.cash.p50, end);
  const expected = {
    'as planned': end,
    'no seed': end - 500_000,
    'late seed': end - 200_000,
    'one founder': end + 72_000,
    'a run more': end - 2_000,
    'a bridge more': end + 50_000,
    'no office': end + 12_000,
    nobody: end + 144_000 - 12_000,
  };
  assert.deepEqual(
    scenarios.map(({ name }) => name),
    Object.keys(expected),
  );
  for (const { name, cashAtEnd } of scenarios) near(cashAtEnd.p50, expected[name as keyof typeof expected]); // as: equal, see above
  // Without the seed the money lasts 100,000 / 13,000 months.
  assert.equal(scenarios.find(({ name }) => name === 'no seed')!.runway, 8);
});

test('scenarios draw the same luck: only what they change differs', async () => {
  const uneven: PlanInput = {
    ...plan,
    cashNoise: '9000 [USD]',
    rounds: [{ ...plan.rounds![0]!, probability: 0.6 }],
    scenarios: {
      same: { hiring: { Founders: { count: '2 [person]' } } },
      other: { rounds: { Seed: { amount: '500001 [USD]' } } },
    },
  };
  const [planned, same, other] = (await planReport(parsePlan(uneven), { paths: 500 })).scenarios;
  assert.deepEqual({ ...same!, name: '' }, { ...planned!, name: '' });
  const closes = 0.6;
  assert.ok(Math.abs(other!.cashAtEnd.mean - planned!.cashAtEnd.mean - closes) < 0.1);
});

test('what a scenario sources follows what it runs', async () => {
  const offer = { provider: 'N', region: 'FI', source: 'list', confidence: 'published' } as const;
  const report = await planReport(
    parsePlan({
      ...plan,
      runs: [{ name: 'Reader', ...reader }],
      sourcing: {
        demands: [{ name: 'training', hours: 'run.reader.hours' }],
        discountRate: 0,
        rents: { start: 1, reversion: 1, volatility: 0, source: 'none' },
        offers: [{ ...offer, id: 'rent', kind: 'on-demand', pricePerGpuHour: 3 }],
      },
      scenarios: { twice: { runs: { Reader: { hours: '2000 [device·h]' } } } },
    }),
    { paths: 10 },
  );
  const [planned, twice] = report.scenarios;
  near(planned!.cashAtEnd.p50 - twice!.cashAtEnd.p50, 3_000);
});

test('a scenario that changes what is not there, or makes a plan that cannot be, is refused with its name', () => {
  const refused = (scenarios: NonNullable<PlanInput['scenarios']>, message: RegExp): void =>
    assert.throws(() => parsePlan({ ...plan, scenarios }), { code: 'bad-plan', message });
  refused(
    { slip: { rounds: { Sead: { month: '2027-06' } } } },
    /scenarios\.slip\.rounds\.Sead: The plan's rounds have no 'Sead'\. Did you mean 'Seed'\? A new one needs all its fields: amount, probability\./,
  );
  refused({ slip: { hiring: { Founder: null } } }, /have no 'Founder'\. Did you mean 'Founders'\?/);
  refused({ slip: { lines: { ofice: { is: 0 } } } }, /no line 'ofice'\. Did you mean 'office'\?/);
  refused(
    { early: { rounds: { Seed: { month: '2026-01' } } } },
    /scenarios\.early: rounds\[0\]\.month: 2026-01 is before/,
  );
  refused(
    { unit: { hiring: { Founders: { count: '2 [h]' } } } },
    /scenarios\.unit: hiring\[0\]\.count: Expected person/,
  );
  refused(
    { minus: { hiring: { Founders: { count: '-2 [person]' } } } },
    /hiring\[0\]\.count: .*-2.* in scenario 'minus'/,
  );
  assert.throws(
    () => parsePlan({ ...plan, scenarios: { slip: { rounds: { Seed: { mont: '2027-06' } } } } }),
    /scenarios\.slip\.rounds\.Seed\.?.*mont/s,
  );
});

test('the page lists changed scenarios beside the plan', async () => {
  const report = await planReport(
    parsePlan({ ...plan, scenarios: { 'no seed': { rounds: { Seed: null }, note: 'nobody invests' } } }),
    { paths: 10 },
  );
  assert.match(renderPlan(report), /no seed +100 % ± 0 % +8 +-56k +-56k +0 +nobody invests/);
});
