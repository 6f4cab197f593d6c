import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawsFor } from '@capstan/base';
import { binomial } from './binomial.ts';

for (const [n, p] of [
  [12, 0.3],
  [40, 0.1],
  [40, 0.9],
  [100, 0.4],
  [1000, 0.02],
  [5000, 0.97],
] as const) {
  test(`${n} chances at ${p}: draws are as frequent as the binomial distribution says`, () => {
    const draws = 200_000;
    const next = drawsFor('bootstrap', n).uniform;
    const seen = new Float64Array(n + 1);
    for (let i = 0; i < draws; i++) seen[binomial(n, p, next)]!++;
    // Chi-square over all outcomes that are expected ten times or more.
    let [chi2, outcomes, logMass] = [0, 0, n * Math.log(1 - p)];
    for (let k = 0; k <= n; k++) {
      const expected = draws * Math.exp(logMass);
      if (expected >= 10) {
        chi2 += (seen[k]! - expected) ** 2 / expected;
        outcomes++;
      }
      logMass += Math.log(((n - k) / (k + 1)) * (p / (1 - p)));
    }
    // Mean outcomes, variance twice that: five standard deviations.
    assert.ok(outcomes > 5 && chi2 < outcomes + 5 * Math.sqrt(2 * outcomes), `chi² ${chi2} over ${outcomes}`);
  });
}

test('the ends', () => {
  const next = drawsFor('bootstrap', 1).uniform;
  assert.equal(binomial(0, 0.5, next), 0);
  assert.equal(binomial(9, 0, next), 0);
  assert.equal(binomial(9, 1, next), 9);
});
