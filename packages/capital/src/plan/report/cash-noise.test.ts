import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePlan } from '../parse.ts';
import type { PlanInput } from '../schema/document.ts';
import { planReport } from './report.ts';

const plan: PlanInput = {
  version: 1,
  name: 'Noise',
  currency: 'USD',
  asOf: '2026-11-24',
  start: '2027-01',
  months: 14,
  seed: 3,
  cash: '1800000 [USD]',
  cashNoise: '80000 [USD]',
  lines: { all: { is: '150000 [USD/month]', unit: 'USD/month', kind: 'cost' } },
};

test('uneven payments alone spread the cash on the paths, as √months', async () => {
  const { months } = await planReport(parsePlan(plan), { paths: 20_000 });
  for (const t of [1, 4, 9]) {
    const { p05, p50, p95 } = months[t - 1]!.cash;
    const wide = 2 * 1.6448536 * 80_000 * Math.sqrt(t);
    assert.ok(Math.abs(p95 - p05 - wide) < 0.03 * wide, `${t}: ${p95 - p05} ${wide}`);
    assert.ok(Math.abs(p50 - (1_800_000 - 150_000 * t)) < 0.02 * wide, `${t}: ${p50}`);
  }
});

test('ruin is the first passage of a drifted Brownian motion: .132892, .530532, .860307 by months 10, 12, 14', async () => {
  const { months } = await planReport(parsePlan(plan), { paths: 20_000 });
  for (const [month, exact] of [
    [10, 0.132892],
    [12, 0.530532],
    [14, 0.860307],
  ] as const) {
    const { ruin, ruinError } = months[month - 1]!;
    assert.ok(Math.abs(ruin - exact) < 4 * ruinError && ruinError < 0.004, `${month}: ${ruin} ± ${ruinError}`);
  }
});

test('uneven payments are a flow of the accounts, and what is not there spreads nothing', async () => {
  const { accounts, months } = await planReport(parsePlan(plan), { paths: 500 });
  assert.ok(accounts.flows.some(({ line }) => line === 'cash.scatter'));
  assert.ok(Math.abs(accounts.difference) < 1e-6);
  assert.ok(months[3]!.cash.p05 < months[3]!.cash.p95);
  const still = await planReport(parsePlan({ ...plan, cashNoise: 0 }), { paths: 500 });
  assert.equal(still.months[3]!.cash.p05, still.months[3]!.cash.p95);
});
