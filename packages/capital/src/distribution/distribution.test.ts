import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { printed } from '../testing.ts';
import { assume } from './assumption.ts';
import type { Distribution } from './distribution.ts';
import {
  beta,
  discrete,
  distribution,
  empirical,
  gamma,
  lognormal,
  mixture,
  normal,
  pert,
  to,
  triangular,
  truncated,
  uniform,
} from './make.ts';
import { cdf, mean, quantile, sample, sd } from './read.ts';

const near = (actual: number, expected: number, absolute: number) =>
  assert.ok(Math.abs(actual - expected) <= absolute, `${actual} is not ${expected} ± ${absolute}`);

test("'5 to 10' is the lognormal with p5 = 5 and p95 = 10, as in Squiggle: μ 1.956012, σ .210702, mean 7.229784", () => {
  const d = distribution('5 to 10');
  assert.ok(d.kind === 'lognormal');
  near(d.mu, 1.956012, 5e-7);
  near(d.sigma, 0.210702, 5e-7);
  near(mean(d), 7.229784, 5e-7);
  near(quantile(d, 0.05), 5, 1e-12);
  near(quantile(d, 0.95), 10, 1e-12);
  assert.deepEqual(distribution('2% to 5%'), to(0.02, 0.05));
  assert.deepEqual(distribution('20k to 80k'), to(20_000, 80_000));
  assert.equal(distribution('-1 to 3').kind, 'normal');
});

test("'-5 to 32000' is the normal with p5 = -5 and p95 = 32000: no lognormal reaches below zero, and its half below the mean stays", () => {
  const d = distribution('-5 to 32000');
  assert.ok(d.kind === 'normal');
  near(quantile(d, 0.05), -5, 1e-8);
  near(quantile(d, 0.95), 32_000, 1e-8);
  near(quantile(d, 0.5), 15_997.5, 1e-8);
  near(mean(d), 15_997.5, 1e-8);
  assert.deepEqual(distribution('-5% to 5%'), to(-0.05, 0.05));
});

const SOME: Record<string, Distribution> = {
  normal: normal(3, 2),
  lognormal: lognormal({ mean: 120, sd: 40 }),
  uniform: uniform(-1, 4),
  triangular: triangular(1, 2, 5),
  beta: beta(2, 5),
  pert: pert(3, 4, 9),
  gamma: gamma(2.5, 3),
  discrete: discrete([
    [250_000, 0.3],
    [0, 0.5],
    [10, 0.2],
  ]),
  mixture: mixture([
    ['5 to 10', 0.8],
    [normal(50, 5), 0.2],
  ]),
  empirical: empirical([3, 1, 2, 8]),
  'truncated normal': truncated(normal(0.4, 0.3), 0, 1),
  'truncated lognormal': truncated('5 to 10', 6),
};

for (const [name, d] of Object.entries(SOME)) {
  test(`${name}: mean and deviation are those of its sample, and cdf inverts quantile`, () => {
    const column = sample(d, { seed: 7, stream: name, count: 20_000 });
    const m = column.reduce((sum, x) => sum + x, 0) / column.length;
    const s = Math.sqrt(column.reduce((sum, x) => sum + (x - m) ** 2, 0) / column.length);
    near(m, mean(d), 0.002 * sd(d));
    near(s, sd(d), 0.01 * sd(d));
    if (name === 'discrete') return;
    for (const p of [0.001, 0.1, 0.4, 0.77, 0.999]) near(cdf(d, quantile(d, p)), p, 1e-9);
  });
}

test('lognormal(mean, sd) and pert have the moments they are given', () => {
  near(mean(lognormal({ mean: 120, sd: 40 })), 120, 1e-10);
  near(sd(lognormal({ mean: 120, sd: 40 })), 40, 1e-10);
  near(mean(pert(3, 4, 9)), (3 + 16 + 9) / 6, 1e-12);
});

test('quantiles never fall as the probability rises', () => {
  const p = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(SOME)), p, p, (d, a, b) => {
      const [low, high] = [quantile(d, Math.min(a, b)), quantile(d, Math.max(a, b))];
      return low <= high + 1e-12 * Math.abs(high);
    }),
  );
});

test('assumptions say what is wrong with them and where', () => {
  const from = { asOf: '2026-11-24', source: 'our contract', confidence: 'contract' } as const;
  assert.deepEqual(assume(2.95, 'USD/h', from), { value: { kind: 'constant', value: 2.95 }, unit: 'USD/h', ...from });
  assert.throws(() => assume('10 to 5', 'USD', from), { code: 'bad-plan', message: /^ {2}value: .*low < high/m });
  assert.throws(() => assume(3, 'dollar', from), { code: 'bad-plan', message: /unit/ });
  assert.throws(() => assume(3, 'USD', { ...from, asOf: 'May' }), { code: 'bad-plan', message: /YYYY-MM-DD/ });
  assert.throws(() => assume({ kind: 'discrete', values: [1], weights: [0.5] }, '1', from), { code: 'bad-plan' });
  assert.throws(() => assume(truncated(normal(0, 1), 50, 60), '1', from), { code: 'bad-plan', message: /leaves some/ });
});

test('a truncated lognormal has the mean of its closed form, whatever its tail; a far tail its median', () => {
  near(mean(truncated('0.001 to 1000', undefined, 1e7)), 2424.809312619998, 1e-9);
  printed(quantile(truncated(normal(0, 1), 30, 31), 0.5), '30.0231');
  printed(quantile(truncated(normal(0, 1), 8, 9), 0.5), '8.08489');
  // By quadrature as by closed form: a gamma that is not cut, and an exponential cut at its mean, 1 − 1/(e − 1).
  near(mean(truncated(gamma(2, 3), 0)), 6, 1e-9);
  near(mean(truncated(gamma(1, 1), 0, 1)), 1 - 1 / (Math.E - 1), 1e-9);
  near(sd(truncated(normal(0, 1), 30, 31)), 0.0332, 0.02);
});
