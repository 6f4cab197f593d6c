import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderPlan } from '../page/terminal.ts';
import { parsePlan } from '../parse.ts';
import { planReport } from '../report/report.ts';
import { readActuals } from './read-actuals.ts';

const plan = parsePlan({
  version: 1,
  name: 'Actuals',
  currency: 'USD',
  asOf: '2026-11-24',
  start: '2027-01',
  months: 6,
  cash: '300000 [USD]',
  cashNoise: '8000 [USD]',
  assumptions: {
    spend: { value: '20000 to 32000', unit: 'USD/month', asOf: '2026-11-24', source: 'founders', confidence: 'guess' },
  },
  lines: { all: { is: 'spend', unit: 'USD/month', kind: 'cost' } },
});

test('books as CSV: flows of a month are added up, of a balance the last day counts', () => {
  const text =
    'date,line,amount\n2027-01-31,cash,271000\n2027-01-10,cash,290000\n2027-01-05,other,20 000\n2027-01-20,other,9000.50\n2027-02-28,other,26000\n';
  assert.deepEqual(readActuals(text), [
    { month: '2027-01', line: 'cash', amount: 271_000 },
    { month: '2027-01', line: 'other', amount: 29_000.5 },
    { month: '2027-02', line: 'other', amount: 26_000 },
  ]);
});

test('what happened stands beside the same month of the paths', async () => {
  const actuals = readActuals('month,line,amount\n2027-01,other,25298.22\n2027-02,other,60000\n2027-03,cash,0');
  const report = await planReport(plan, { paths: 4000, actuals });
  const [usual, high, empty] = report.actuals;
  assert.ok(usual!.p05 < 20_300 && usual!.p05 > 19_700 && usual!.p95 > 31_500 && usual!.p95 < 32_500);
  assert.ok(Math.abs(usual!.below - 0.5) < 0.03); // the median of '20000 to 32000' is √(20000·32000)
  assert.deepEqual([high!.below, empty!.below], [1, 0]);
  assert.match(renderPlan(report), /What happened, beside the plan\n +1 of 3 figures lie between/);
  assert.equal((await planReport(plan, { paths: 10 })).actuals.length, 0);
});

test('what books cannot say is refused with its row', async () => {
  const refused = (text: string, code: string, message: RegExp) =>
    assert.throws(() => readActuals(text), { code, message });
  refused('month,line\n2027-01,cash', 'bad-input', /column amount is missing/);
  refused('month,line,amount\n2027-13,cash,1', 'bad-date', /row 1.*'2027-13'/);
  refused(
    'month,line,amount\n2027-01,cash,1\n2027-01,pay roll,2',
    'bad-input',
    /row 2: there is no line 'pay roll'.*\n.*'payroll'/,
  );
  refused('month,line,amount\n2027-01,cash,much', 'bad-number', /row 1.*'much'/);
  refused('month,line,amount\n2027-01,cash,', 'bad-number', /row 1/);
  await assert.rejects(planReport(plan, { paths: 10, actuals: readActuals('month,line,amount\n2028-01,cash,1') }), {
    code: 'bad-input',
    message: /2028-01: the plan begins in 2027-01 and has 6 months/,
  });
});
