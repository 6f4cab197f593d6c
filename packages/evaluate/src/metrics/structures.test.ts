// Boxes beside pycocotools, tags beside seqeval, pixels and F-beta beside scikit-learn, recorded by tools/record_structures.py,
// which names the versions in the file; and what follows from the definitions by hand.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type BoxBatch, entitiesOf, macroFBeta, metricMeter, metrics, overlapOf, type TallyOptions } from '../index.ts';
import type { Metric } from './contract.ts';
import type { MeterBatch } from './meter.ts';

type Values = Record<string, number | 'nan'>;
const recorded: Record<string, unknown[]> = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/structures.json'), 'utf8'),
);
const casesOf = <C>(kind: string): C[] => recorded[kind] as C[]; // as recorded

function equals(batch: MeterBatch, want: Values, where: string, options: Partial<TallyOptions> = {}): void {
  const named = Object.keys(want).map((name) => metrics[name as keyof typeof metrics] as Metric); // of the list
  const values = Object.assign({}, ...named.map((each) => metricMeter([each], options).update(batch).values()));
  for (const [name, value] of Object.entries(want)) {
    if (value === 'nan') assert.ok(Number.isNaN(values[name]), `${where}: ${name}: ${values[name]}`);
    else assert.ok(Math.abs(values[name] - value) <= 1e-12, `${where}: ${name}: ${values[name]}, recorded ${value}`);
  }
}

test("boxes equal pycocotools', with crowds, ties and more than a hundred boxes", () => {
  const cases = casesOf<{ classes: number; pictures: BoxBatch['pictures']; values: Values }>('boxes');
  assert.equal(cases.length, 60);
  assert.ok(cases.some(({ pictures }) => pictures.some(({ found }) => found.length > 100)));
  for (const [i, { classes, pictures, values }] of cases.entries())
    equals({ pictures }, values, `boxes ${i}`, { classes });
});

interface Pixels {
  classes: number;
  targets: number[];
  predictions: number[];
  weights: number[];
  plain: Values;
  weighted: Values;
}

test("pixels equal scikit-learn's, with weights and without", () => {
  const cases = casesOf<Pixels>('pixels');
  assert.equal(cases.length, 60);
  for (const [i, { classes, targets, predictions, weights, plain, weighted }] of cases.entries()) {
    equals({ targets, predictions }, plain, `pixels ${i}`, { classes });
    equals({ targets, predictions, weights }, weighted, `weighted pixels ${i}`, { classes });
  }
});

test("entities equal seqeval's, of tags that no annotator would write too", () => {
  const cases = casesOf<{ targets: string[][]; predictions: string[][]; values: Values }>('tags');
  assert.equal(cases.length, 100);
  for (const [i, { targets, predictions, values }] of cases.entries()) equals({ targets, predictions }, values, `${i}`);
});

test("F-beta equals scikit-learn's", () => {
  for (const { confusion, values } of casesOf<{ confusion: number[][]; values: Record<string, number> }>('betas')) {
    assert.ok(Math.abs(metrics.macroF2(confusion) - values.macroF2!) <= 1e-12);
    assert.ok(Math.abs(metrics.macroFHalf(confusion) - values.macroFHalf!) <= 1e-12);
    assert.ok(Math.abs(macroFBeta(1)(confusion) - metrics.macroF1(confusion)) <= 1e-12);
  }
  assert.throws(() => macroFBeta(0), { code: 'option-invalid', message: /above 0, received 0/ });
});

test('a second box on the same thing is a mistake, and one below half an overlap too', () => {
  const truth = [{ box: [0, 0, 10, 10] as const, label: 0 }];
  const found = (...boxes: [number, number][]) => ({
    pictures: [
      { truth, found: boxes.map(([left, score]) => ({ box: [left, 0, left + 10, 10] as const, label: 0, score })) },
    ],
  });
  const map = (batch: MeterBatch) => metricMeter([metrics.boxMap50], { classes: 1 }).update(batch).values().boxMap50;
  assert.equal(map(found([0, 0.9], [0, 0.8])), 1); // the whole recall is reached before the mistake
  assert.equal(map(found([6, 0.9], [0, 0.8])), 0.5); // and after it
  assert.equal(overlapOf([0, 0, 10, 10], [5, 0, 15, 10]), 50 / 150);
  assert.equal(overlapOf([0, 0, 10, 10], [10, 0, 15, 10]), 0);
});

test('entities have their ends', () => {
  assert.deepEqual(entitiesOf(['B-PER', 'I-PER', 'O', 'S-LOC', 'I-A-B']), [
    { type: 'PER', from: 0, to: 2 },
    { type: 'LOC', from: 3, to: 4 },
    { type: 'A-B', from: 4, to: 5 },
  ]);
  assert.deepEqual(entitiesOf([]), []);
});
