import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CapitalError } from '../errors.ts';
import { renderPlan } from './page/terminal.ts';
import { parsePlan } from './parse.ts';
import { planReport } from './report/report.ts';
import type { PlanInput } from './schema/document.ts';

const base: PlanInput = {
  version: 1,
  name: 'Finite',
  currency: 'USD',
  asOf: '2026-11-24',
  start: '2027-01',
  months: 12,
  cash: '300000 [USD]',
  cashNoise: '0 [USD]',
};
const cost = (is: string): PlanInput => ({ ...base, lines: { c: { is, unit: 'USD/month', kind: 'cost' } } });
const said = { asOf: '2026-11-24', source: 'f', confidence: 'guess' } as const;

test('a formula that gives no number is refused with its line, month and what to do', () => {
  const refused = (plan: PlanInput, message: RegExp): void =>
    assert.throws(
      () => parsePlan(plan),
      (error) => error instanceof CapitalError && error.code === 'bad-plan' && message.test(error.message),
    );
  refused(cost('4000 [USD/month] / (month - 3)'), /lines\.c: 'c' is endless in 2027-04 on every path: .*month - 3/);
  refused(cost('log(0 - 1) * 1 [USD/month]'), /lines\.c: 'c' is no number in 2027-01/);
  refused(cost('(0 - 2)^0.5 * 1 [USD/month]'), /lines\.c: 'c' is no number/);
  refused(
    {
      ...cost('x * 1 [USD/month]'),
      assumptions: { x: { value: '1 to 2', unit: '1', ...said } },
      scenarios: { worse: { set: { x: 1e308 } } },
      lines: { c: { is: '10^x * 1 [USD/month]', unit: 'USD/month', kind: 'cost' } },
    },
    /lines\.c: 'c' is endless in 2027-01 on every path.*in scenario 'worse'/,
  );
});

test('what only few paths make no number is refused in the report, with the path', async () => {
  const plan = parsePlan({
    ...base,
    assumptions: { x: { value: '1 to 2', unit: '1', ...said } },
    lines: { c: { is: 'if(x > 2.9, 1 / (month - month), 1) * 1 [USD/month]', unit: 'USD/month', kind: 'cost' } },
  });
  await assert.rejects(planReport(plan, { paths: 20_000 }), (error) => {
    assert.ok(error instanceof CapitalError && error.code === 'not-finite');
    assert.match(error.message, /'c' is endless in 2027-01 on \d+ of 20000 paths, first \d+/);
    return true;
  });
});

test('assumptions may be called what objects have on their own', async () => {
  const reports = await Promise.all(
    ['spend', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf'].map((name) =>
      planReport(
        parsePlan({
          ...base,
          assumptions: { [name]: { value: '20000 to 32000', unit: 'USD/month', ...said } },
          lines: { all: { is: name, unit: 'USD/month', kind: 'cost' } },
        }),
        { paths: 2000 },
      ),
    ),
  );
  for (const report of reports) {
    assert.ok(Math.abs(report.months.at(-1)!.ruin - 0.53) < 0.06, String(report.months.at(-1)!.ruin));
    assert.doesNotMatch(renderPlan(report), /NaN|Infinity|undefined/);
  }
});

test('a name that JavaScript would swallow is refused, in JSON and in TypeScript', () => {
  const assumption = { value: 1, unit: '1', ...said };
  const asJson: unknown = JSON.parse(`{"assumptions":{"__proto__":${JSON.stringify(assumption)}}}`);
  for (const assumptions of [(asJson as { assumptions: object }).assumptions, { __proto__: { spend: assumption } }]) // as: written above
    assert.throws(() => parsePlan({ ...base, assumptions }), {
      code: 'bad-plan',
      message: /assumptions\.__proto__: The name '__proto__' cannot be used/,
    });
});
