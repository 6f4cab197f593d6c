import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderPlan } from '../page/terminal.ts';
import { parsePlan } from '../parse.ts';
import type { PlanInput } from '../schema/document.ts';
import { planReport } from './report.ts';

const base: PlanInput = {
  version: 1,
  name: 'Zloty\u001b[31m & \u202etxt',
  currency: 'KES',
  asOf: '2026-11-24',
  start: '2027-01',
  months: 12,
  cash: '30000000 [KES]',
  cashNoise: '0 [KES]',
  units: { call: '1', shift: '8 h' },
  rates: { EUR: { rate: 150, asOf: '2026-11-20', source: 'Central Bank of Kenya' } },
  lines: {
    calls: { is: '2000 [call/shift] * 1 [shift/day]', unit: 'call/month' },
    bill: { is: 'calls * 0.01 [EUR/call] * rate.EUR', unit: 'KES/month', kind: 'cost' },
  },
};

test('a plan in any currency, with a dated rate and units of its own', async () => {
  const report = await planReport(parsePlan(base), { paths: 100 });
  const perMonth = 2000 * (730.5 / 24); // calls, of one shift a day
  assert.ok(Math.abs(report.months[0]!.burn - perMonth * 0.01 * 150) < 1e-6, String(report.months[0]!.burn));
  assert.throws(() => parsePlan({ ...base, units: { USD: '2 EUR' } }), {
    code: 'bad-plan',
    message: /units\.USD: .*stands for something else/,
  });
  assert.throws(() => parsePlan({ ...base, rates: {} }), {
    code: 'bad-plan',
    message: /no assumption or line 'rate\.EUR'/,
  });
});

test('what a plan is called reaches the terminal as text', async () => {
  const page = renderPlan(await planReport(parsePlan(base), { paths: 10 }));
  for (const hidden of ['\u001b', '\u202e']) assert.ok(!page.includes(hidden));
  assert.match(page, /^Zloty\\x1b\[31m & \\u\{202e\}txt — plan/);
});
