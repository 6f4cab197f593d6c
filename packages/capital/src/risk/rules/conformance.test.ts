import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { parseEvidence } from '../evidence.ts';
import { riskAreas } from './contract.ts';
import { RISK_RULES } from './list.ts';

/** Files beside the rules that no one rule owns. */
const SHARED = ['churn'];

test('every rule is a file under its id in the folder of its area, and is in the list', () => {
  for (const area of riskAreas) {
    const files = readdirSync(join(import.meta.dirname, area)).map((name) => basename(name, '.ts'));
    const ids = RISK_RULES.filter((rule) => rule.area === area).map(({ id }): string => id);
    assert.deepEqual(files.filter((name) => !SHARED.includes(name)).sort(), ids.sort());
  }
  const ids = RISK_RULES.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
});

for (const rule of RISK_RULES)
  test(`the rule '${rule.id}' says what it is about, what it wants, and nothing without evidence`, () => {
    assert.match(rule.id, /^[a-z][a-z-]*$/);
    for (const text of [rule.name, rule.control, rule.wants]) assert.ok(text.trim().length > 5, text);
    assert.ok(Number.isInteger(rule.validDays) && rule.validDays > 0);
    assert.ok(rule.nist.length + rule.aiAct.length + rule.gdpr.length > 0, 'a framework or a law that asks for it');
    const assessed = rule.assess({ ...parseEvidence({}), asOf: '2026-11-30', currency: 'USD', limits: {} });
    assert.equal(assessed, undefined);
  });
