import assert from 'node:assert/strict';
import { test } from 'node:test';
import { to, uniform } from '../distribution/make.ts';
import { sobol } from './sobol.ts';
import { tornado } from './tornado.ts';

const near = (actual: number, expected: number, absolute: number) =>
  assert.ok(Math.abs(actual - expected) <= absolute, `${actual} is not ${expected} ± ${absolute}`);

test('Ishigami (a = 7, b = 0.1; analytic, Sobol and Levitan 1999): indices within three standard errors and 0.01', () => {
  const angle = (u: number) => -Math.PI + 2 * Math.PI * u;
  const figure = ([x, y, z]: readonly Float64Array[]) =>
    x!.map((_, i) => {
      const sine = Math.sin(angle(x![i]!));
      return sine + 7 * Math.sin(angle(y![i]!)) ** 2 + 0.1 * angle(z![i]!) ** 4 * sine;
    });
  const indices = sobol(figure, { names: ['x1', 'x2', 'x3'], rows: 262_144 });
  const expected = { x1: [0.313905, 0.557589], x2: [0.442411, 0.442411], x3: [0, 0.243684] } as const;
  for (const { name, first, firstError, total, totalError } of indices) {
    const [s1, st] = expected[name as 'x1'];
    near(first, s1, Math.min(0.01, 3.5 * firstError));
    near(total, st, Math.min(0.01, 3.5 * totalError));
  }
});

test('a figure that does not vary is refused', () => {
  assert.throws(() => sobol(([x]) => x!.map(() => 3), { names: ['x'] }), { code: 'bad-number', message: /must vary/ });
  assert.throws(() => sobol(([x]) => x!.map(() => Number.NaN), { names: ['x'] }), {
    message: /its variance is no number/,
  });
});

test('a tornado has the widest swing first and pins at p10 and p90', () => {
  const rows = tornado(
    { narrow: uniform(0, 1), wide: uniform(0, 10), fixed: { kind: 'constant', value: 3 }, price: to(5, 10) },
    (pin) => Object.entries({ narrow: 0.5, wide: 5, price: 7, ...pin }).reduce((sum, [, value]) => sum + value, 0),
  );
  assert.deepEqual(
    rows.map(({ name }) => name),
    ['wide', 'price', 'narrow'],
  );
  near(rows[0]!.swing, 8, 1e-12);
  near(rows[0]!.low, 1, 1e-12);
});
