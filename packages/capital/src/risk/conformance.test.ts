import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEvidence } from './evidence.ts';
import { RISK_RULES } from './register.ts';

test('every risk has an id of its own', () => {
  const ids = RISK_RULES.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
});

for (const rule of RISK_RULES)
  test(`the rule '${rule.id}' says what it is about, what it wants, and nothing without evidence`, () => {
    assert.match(rule.id, /^[a-z][a-z-]*$/);
    assert.ok(['technical', 'market', 'financial', 'legal'].includes(rule.area));
    for (const text of [rule.name, rule.control, rule.wants]) assert.ok(text.trim().length > 5, text);
    assert.ok(Number.isInteger(rule.validDays) && rule.validDays > 0);
    assert.ok(rule.nist.length + rule.aiAct.length + rule.gdpr.length > 0, 'a framework or a law that asks for it');
    const assessed = rule.assess({ ...parseEvidence({}), asOf: '2026-11-30', currency: 'USD', limits: {} });
    assert.equal(assessed, undefined);
  });
