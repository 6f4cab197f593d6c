import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { add, divide, inUnit, multiply, parseQuantity, quantity, subtract } from './quantity.ts';
import { conversion, defineUnit, unit } from './units.ts';

test('units convert: a month is 730.5 h, a year 8766 h', () => {
  assert.equal(inUnit(quantity(1, 'USD/h'), 'USD/month'), 730.5);
  assert.equal(inUnit(quantity(1, 'year'), 'h'), 8766);
  assert.equal(conversion('kW·h', 'kWh'), 1);
  assert.equal(conversion('GPU·day', 'GPU·h'), 24);
  assert.equal(conversion('TFLOP/s', 'FLOP/h'), 3600e12);
  assert.equal(conversion('USD/(GPU·h)', 'USD/GPU/h'), 1);
  assert.equal(conversion('s^-1', '1/s'), 1);
});

test('quantities are read, added, multiplied', () => {
  assert.deepEqual(parseQuantity('2.95 USD/h'), { value: 2.95, unit: 'USD/h' });
  assert.deepEqual(parseQuantity('20k USD'), { value: 20_000, unit: 'USD' });
  assert.deepEqual(parseQuantity('1_500'), { value: 1500, unit: '1' });
  assert.deepEqual(add(quantity(1, 'h'), quantity(30, 'min')), { value: 1.5, unit: 'h' });
  assert.deepEqual(subtract(quantity(1, 'year'), quantity(1, 'month')).value, 1 - 1 / 12);
  assert.equal(inUnit(multiply(quantity(2, 'USD/h'), quantity(1, 'day')), 'USD'), 48);
  assert.equal(inUnit(divide(quantity(48, 'USD'), quantity(2, 'USD/h')), 'day'), 1);
});

test('what measures different things is refused, naming both', () => {
  assert.throws(() => inUnit(quantity(1, 'USD/h'), 'EUR/h'), { code: 'unit-mismatch', message: /'USD\/h'.*'EUR\/h'/ });
  assert.throws(() => add(quantity(1, 'token'), quantity(1, 'request')), { code: 'unit-mismatch' });
  for (const bad of ['dollar', '', 'USD//h', 'USD/', '(USD', 'USD^x', 'USD h', '__proto__', 'constructor'])
    assert.throws(() => unit(bad), { code: 'unknown-unit' }, bad);
  assert.throws(() => quantity(Number.NaN, 'h'), { code: 'bad-number' });
  assert.throws(() => parseQuantity('cheap'), { code: 'bad-number' });
});

test('there and back is where it was', () => {
  const time = fc.constantFrom('s', 'min', 'h', 'day', 'week', 'month', 'year');
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), time, time, (value, a, b) => {
      const back = inUnit(quantity(inUnit(quantity(value, `USD/${a}`), `USD/${b}`), `USD/${b}`), `USD/${a}`);
      return Math.abs(back - value) <= 1e-14 * value;
    }),
  );
});

test('units of one’s own: counted things, and so many of another', () => {
  defineUnit('dossier', '24 page');
  defineUnit('dossier', '24 page'); // said twice is said once
  assert.equal(conversion('USD/page', 'USD/dossier'), 24);
  defineUnit('inspection');
  assert.equal(unit('USD/inspection').dimension, 'USD·inspection^-1');
  assert.equal(inUnit(quantity(90, 'KWD/inspection'), 'KWD/inspection'), 90);
  for (const [name, definition] of [
    ['dossier', '25 page'],
    ['USD', '2 EUR'],
    ['x', '1'],
    ['pile', 'some'],
    ['pile', '3 heaps'],
    ['pile', '12'],
  ] as const)
    assert.throws(() => defineUnit(name, definition), { code: 'unknown-unit' });
});
