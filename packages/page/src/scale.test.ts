import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineChart, niceDomain, ticks } from './index.ts';

test('round numbers within a domain', () => {
  assert.deepEqual(ticks([0, 0.87], 5), [0, 0.2, 0.4, 0.6, 0.8]);
  assert.deepEqual(niceDomain([0.1, 0.87], 5), [0, 1]);
});

test('a curve that is constant but for rounding is drawn as a constant', () => {
  const next = 0.05 + 2 ** -57; // the number after 0.05
  assert.ok(next > 0.05);
  assert.deepEqual(ticks([0.05, next], 5), [0.05]);
  const [low, high] = niceDomain([0.05, next], 5);
  assert.ok(low < 0.05 && high > next);
  const line = { name: 'lr', x: [1, 2, 3], y: [0.05, next, 0.05], tone: 0 };
  assert.match(lineChart({ title: 'Learning rate', xLabel: 'epoch', lines: [line] }).text, /<svg/);
});
