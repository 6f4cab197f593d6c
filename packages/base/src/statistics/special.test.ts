import assert from 'node:assert/strict';
import { test } from 'node:test';
import { betaCdf, betaQuantile } from './beta.ts';
import { exp, log, pow } from './elementary.ts';
import { gammaCdf, gammaQuantile, logGamma } from './gamma.ts';
import { normalCdf, normalQuantile } from './normal.ts';

const near = (actual: number, expected: number, relative: number) =>
  assert.ok(Math.abs(actual - expected) <= relative * Math.abs(expected), `${actual} is not ${expected}`);

test("exp and log stay within two units in the last place of the engine's own", () => {
  for (let i = 0; i < 20_000; i++) {
    const x = -740 + (i * 1449) / 20_000;
    if (x > -700) near(exp(x), Math.exp(x), 3e-16);
    near(log(Math.exp(x / 2)), Math.log(Math.exp(x / 2)), 3e-16);
  }
  near(exp(-740), Math.exp(-740), 1e-2); // subnormal: a few bits are left
  assert.equal(exp(0), 1);
  assert.equal(log(1), 0);
  assert.equal(exp(1000), Number.POSITIVE_INFINITY);
  assert.equal(exp(-1000), 0);
  assert.ok(Number.isNaN(exp(Number.NaN)) && Number.isNaN(log(-1)));
  assert.equal(log(0), Number.NEGATIVE_INFINITY);
  near(log(5e-324), Math.log(5e-324), 1e-15);
  assert.equal(pow(1.5, 3), 3.375);
  near(pow(2, 0.5), Math.SQRT2, 1e-15);
});

test('the normal distribution equals scipy 1.17.1 (ndtr, ndtri)', () => {
  assert.equal(normalCdf(0), 0.5);
  for (const [z, p] of [
    [-20, 2.7536241186061556e-89],
    [-6, 9.865876450376946e-10],
    [-3, 0.0013498980316300933],
    [-1.2, 0.11506967022170822],
    [-0.3, 0.3820885778110474],
    [0.9, 0.8159398746532405],
    [2.5, 0.9937903346742238],
  ] as const) {
    near(normalCdf(z), p, 1e-13); // the rounding of z/√2 is multiplied by z² in the tail
    near(normalQuantile(p), z, 1e-13);
  }
  near(normalQuantile(0.975), 1.959963984540054, 1e-15);
  near(normalQuantile(1e-12), -7.034483825301131, 1e-14);
  assert.equal(normalQuantile(0), Number.NEGATIVE_INFINITY);
  assert.equal(normalQuantile(1), Number.POSITIVE_INFINITY);
  assert.ok(Number.isNaN(normalQuantile(1.1)));
});

test('gamma and beta equal scipy 1.17.1 (gammaln, gammainc, betainc) to 12 digits, and invert', () => {
  near(logGamma(5), Math.log(24), 1e-14);
  near(logGamma(0.1), 2.252712651734206, 1e-13);
  near(gammaCdf(2.5, 3), 0.6937810815867212, 1e-12);
  near(gammaCdf(0.3, 0.01), 0.27924099635901484, 1e-12);
  near(gammaCdf(80, 70), 0.12909925010124151, 1e-11);
  near(betaCdf(2, 5, 0.3), 0.579825, 1e-12);
  near(betaCdf(0.5, 0.5, 0.2), 0.2951672353008665, 1e-12);
  near(betaCdf(90, 3, 0.97), 0.47625109414561395, 1e-11);
  for (const p of [1e-6, 0.01, 0.3, 0.5, 0.9, 0.999]) {
    for (const a of [0.2, 1, 3.7, 80]) near(gammaCdf(a, gammaQuantile(a, p)), p, 1e-9);
    for (const [a, b] of [
      [0.5, 0.5],
      [2, 7],
      [90, 3],
    ] as const)
      near(betaCdf(a, b, betaQuantile(a, b, p)), p, 1e-9);
  }
});
