import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CapitalError } from '../../errors.ts';
import { Rational, rational, sum } from './rational.ts';

const fractions = fc
  .tuple(fc.bigInt(-(10n ** 20n), 10n ** 20n), fc.bigInt(1n, 10n ** 20n))
  .map(([n, d]) => new Rational(n, d));

test('numbers mean the digits they print', () => {
  assert.equal(rational(0.1).toString(), '1/10');
  assert.equal(rational(1e-7).toString(), '1/10000000');
  assert.equal(rational(1.5e21).toString(), '1500000000000000000000');
  assert.equal(rational('-2,400/3649').toString(), '-2400/3649');
  assert.equal(rational('1_000.50').toString(), '2001/2');
  assert.equal(rational(-7n).toString(), '-7');
});

test('what is no number is refused', () => {
  for (const bad of ['', 'x', '1/0', '1//2', '0x10', Number.NaN, Number.POSITIVE_INFINITY, '1'.repeat(3000)])
    assert.throws(
      () => rational(bad),
      (error) => error instanceof CapitalError && error.code === 'bad-number',
      String(bad).slice(0, 20),
    );
});

test('rounding goes down, up and to nearest, on both sides of 0', () => {
  const round = (text: string, places: number) =>
    (['down', 'up', 'nearest'] as const).map((direction) => rational(text).round(places, direction).toString());
  assert.deepEqual(round('5/2', 0), ['2', '3', '3']);
  assert.deepEqual(round('-5/2', 0), ['-3', '-2', '-3']);
  assert.deepEqual(
    round('1.710551', 5),
    ['34211/20000', '42764/25000', '34211/20000'].map((text) => rational(text).toString()),
  );
  assert.deepEqual(round('7', 3), ['7', '7', '7']);
});

test('digits are printed to nearest', () => {
  assert.equal(rational('-1/3').toFixed(4), '-0.3333');
  assert.equal(rational('51000/45763').toFixed(7), '1.1144374');
  assert.equal(rational(5).toFixed(0), '5');
  assert.equal(rational('1/1000').toFixed(2), '0.00');
});

test('arithmetic is that of a field', () => {
  fc.assert(
    fc.property(fractions, fractions, fractions, (a, b, c) => {
      assert.ok(a.plus(b).equals(b.plus(a)));
      assert.ok(
        a
          .plus(b)
          .times(c)
          .equals(a.times(c).plus(b.times(c))),
      );
      assert.ok(a.minus(b).plus(b).equals(a));
      if (b.sign !== 0) assert.ok(a.over(b).times(b).equals(a));
      assert.ok(sum([a, b, c]).minus(c).equals(a.plus(b)));
    }),
  );
});

test('toNumber is the nearest double, to within a unit in the last place, however long the fraction', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-200, max: 1e200 }), fractions, (value, f) => {
      const back = rational(value).toNumber();
      assert.ok(Math.abs(back - value) <= 2.3e-16 * value, `${value} came back as ${back}`);
      const quotient = Number(f.numerator) / Number(f.denominator);
      assert.ok(Math.abs(f.toNumber() - quotient) <= 4.5e-16 * Math.abs(quotient));
    }),
  );
});
