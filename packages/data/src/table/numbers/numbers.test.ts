import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TableEngine } from '../engine.ts';
import { numberColumn, numberSql } from './number-column.ts';
import { numberText } from './number-text.ts';

const right: [cell: string, decimal: '.' | ',', value: number, unit?: string][] = [
  ['1,5', ',', 1.5],
  ['1.234,56', ',', 1234.56],
  ['1,234.56', '.', 1234.56],
  ['12,34,567.5', '.', 1234567.5],
  ['(100)', '.', -100],
  ['(1.234,50 €)', ',', -1234.5, '€'],
  ['−5', '.', -5],
  ['5-', '.', -5],
  ['+5', '.', 5],
  ['1\u00a0234', '.', 1234],
  ['1\u202f234,5', ',', 1234.5],
  ["1'234.5", '.', 1234.5],
  ['1.5e3', '.', 1500],
  ['1.5E−3', '.', 0.0015],
  ['.5', '.', 0.5],
  ['5.', '.', 5],
  ['-$5', '.', -5, '$'],
  ['$-5', '.', -5, '$'],
  ['12 %', '.', 12, '%'],
  ['154 lb', '.', 154, 'lb'],
  ['68kg', '.', 68, 'kg'],
  ['12k', '.', 12, 'k'],
  [' 7 ', '.', 7],
];

const none = [
  ...['10-20', '1/2', '3 of 5', '1.2.3', '5\'11"', 'about 7', '7 (est.)', '<5', '>=10', '2024-01-01', '12:30', 'v2'],
  ...['(5', '5)', '--5', '+-5', '1,5', '1,23,4', '0x10', '1_000', '½', '٣', '', '-', '€', '1 2', '1,234,5', '1e', 'e5'],
];

test('a number is read as people write it, or not at all', () => {
  for (const [cell, decimal, value, unit = ''] of right) {
    const got = numberText(cell, decimal);
    assert.deepEqual([got?.value, got?.unit], [value, unit], cell);
  }
  for (const cell of none) {
    const got = numberText(cell, '.');
    assert.ok(
      !got ||
        numberColumn([
          [cell, 1],
          ['1', 5],
        ]).refused === 1,
      `${cell} was read as ${got?.value}`,
    );
  }
});

test('SQL and JavaScript read the same, of every cell and both decimal signs', async () => {
  const engine = await TableEngine.open();
  try {
    const cells = [...right.map(([cell]) => cell), ...none];
    const table = await engine.load('cells', { v: cells });
    for (const decimal of ['.', ','] as const) {
      const factors = new Map(right.map(([, , , unit = '']) => [unit, 1]));
      const rows = await engine.all(`select v, ${numberSql('v', { decimal, factors })} as n from ${table}`);
      for (const { v, n } of rows) {
        const got = numberText(String(v), decimal);
        assert.equal(n, got && factors.has(got.unit) ? got.value : null, `${v} with ${decimal}`);
      }
    }
  } finally {
    await engine.close();
  }
});

const column = (...cells: string[]) => numberColumn(cells.map((cell) => [cell, 1]));

test('the decimal sign is decided by all cells, and said where nothing decides it', () => {
  assert.deepEqual([column('1,5', '1.234,5').decimal, column('1,234.5', '2').decimal], [',', '.']);
  assert.equal(column('1.234', '2,5').decimal, ',');
  assert.deepEqual([column('1,234', '2,345').ambiguous, column('1,234', '2,345.5').ambiguous], [2, 0]);
  assert.deepEqual([column('1,234,567', '2,345').ambiguous, column('1.234', '2.5').ambiguous], [0, 0]);
});

test('units of one kind are converted to the most frequent, others and bare numbers beside several refused', () => {
  const mass = column('70 kg', '154 lb', '71 kg', '72.5 kg', '160 lbs', '68kg');
  assert.deepEqual([mass.unit, mass.read, mass.refused], ['kg', 6, 0]);
  assert.equal(mass.factors.get('lb'), 0.45359237);
  assert.deepEqual([column('70 kg', '71 kg', '5 m').refused, column('70 kg', '154 lb', '80').refused], [1, 1]);
  assert.deepEqual([column('70 kg', '71').unit, column('70 kg', '71').read], ['kg', 2]);
  assert.equal(column('12%', '5 %').factors.get('%'), 0.01);
  assert.equal(column('12%', '5').refused, 1);
  assert.equal(column('$5', '€5', '$7').refused, 1);
  assert.deepEqual([column('12k', '3.5M', '7').factors.get('M'), column('12k', '3.5M', '7').read], [1e6, 3]);
  assert.deepEqual([column('v2', 'N/A', '5', '').examples, column('v2', 'N/A', '5', '').missing], [['v2'], 2]);
});

test('decimal signs that contradict each other are counted, not put to the vote', () => {
  const mixed = column('2.5', '3.25', '1,5', '7', 'N/A');
  assert.deepEqual(mixed.contradicting, { point: 2, comma: 1, examples: ['2.5', '1,5'] });
  for (const cells of [
    ['1,234', '2.5'],
    ['1.234', '2,5'],
    ['1,234.5', '2'],
    ['1.5', '2.5'],
    ['1,5', '2,5'],
  ]) {
    assert.equal(column(...cells).contradicting, undefined, cells.join(' '));
  }
  assert.deepEqual(column('1.234,5', '1,234.5').contradicting, {
    point: 1,
    comma: 1,
    examples: ['1,234.5', '1.234,5'],
  });
});
