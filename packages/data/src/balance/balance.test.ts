import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Draws } from '@capstan/base';

import { type Fold, trainFold } from '../split/fold.ts';
import { split } from '../split/split.ts';
import { type Columns, columnsOf, takeRows } from '../table/memory/columns.ts';
import { NumpyRandom } from '../testing/mt19937.ts';
import { close, floats, lettered, type Numbers, recorded } from '../testing/sklearn.ts';
import { standardScaler } from '../transform/index.ts';
import { pipeline } from '../transform/pipeline.ts';
import { adasynWith } from './adasyn.ts';
import { borderlineSmoteWith } from './borderline-smote.ts';
import { editedNearestNeighbours, tomekLinks } from './cleaning.ts';
import { oversampleWith, randomOversample, randomUndersample, undersampleWith } from './random-sampling.ts';
import { smote, smoteWith } from './smote.ts';
import { smoteNCWith } from './smote-nc.ts';
import { classWeights, rowWeights, weightedSampler } from './weights.ts';

type Table = { columns: Numbers[]; labels: number[] };
type Fixture = {
  wine: Table;
  cells: Table;
  seed: number;
  over: number[];
  under: number[];
  weights: number[];
  'smote-nc': { job: string[]; site: string[]; columns: Numbers[]; 'made job': string[]; 'made site': string[] };
} & Record<`smote${'' | ' 3 to 40' | ' cells'}` | 'borderline-1' | 'borderline-2' | 'adasyn', Table> &
  Record<'tomek' | 'tomek all' | 'enn' | 'enn all' | 'enn mode', number[]>;
const fixture = recorded<Fixture>('resampling');
const table = ({ columns, labels }: Table): Fold<'train'> => trainFold({ ...lettered(columns), y: floats(labels) });
const wine = table(fixture.wine);
const cells = table(fixture.cells);
const numpy = (): Draws => new NumpyRandom(fixture.seed);
const target = 'y';

/** The made-up rows alone. */
function made(fold: Fold<'train'>, before: Fold<'train'>): Columns {
  assert.ok(fold.rows.subarray(before.length).every((row) => row === -1));
  return takeRows(
    fold.columns,
    Array.from({ length: fold.length - before.length }, (_, i) => before.length + i),
  );
}

function isTable(fold: Fold<'train'>, before: Fold<'train'>, expected: Table): void {
  close(made(fold, before), [...expected.columns, expected.labels]);
}

test("random over- and undersampling draw imbalanced-learn's rows", () => {
  assert.deepEqual([...oversampleWith(wine, { target }, numpy()).rows], fixture.over);
  assert.deepEqual([...undersampleWith(wine, { target }, numpy()).rows], fixture.under);
});

test("SMOTE makes imbalanced-learn's rows", () => {
  isTable(smoteWith(wine, { target }, numpy), wine, fixture.smote);
  const some = smoteWith(wine, { target, amounts: { 1: 40, 2: 30 }, neighbours: 3 }, numpy);
  isTable(some, wine, fixture['smote 3 to 40']);
  isTable(smoteWith(cells, { target, amounts: 0.8 }, numpy), cells, fixture['smote cells']);
});

test("Borderline-SMOTE and ADASYN make imbalanced-learn's rows", () => {
  isTable(borderlineSmoteWith(cells, { target }, numpy, numpy()), cells, fixture['borderline-1']);
  isTable(borderlineSmoteWith(cells, { target, kind: 2 }, numpy, numpy()), cells, fixture['borderline-2']);
  isTable(adasynWith(cells, { target }, numpy()), cells, fixture.adasyn);
});

test("SMOTE-NC makes imbalanced-learn's rows, categories too", () => {
  const { a, b, c, y } = cells.columns;
  const expected = fixture['smote-nc'];
  const train = trainFold({ a, b, c, job: expected.job, site: expected.site, y } as Columns);
  const rows = made(smoteNCWith(train, { target }, { pairs: numpy, categories: numpy }), train);
  close([rows.a!, rows.b!, rows.c!], expected.columns);
  assert.deepEqual(rows.job, expected['made job']);
  assert.deepEqual(rows.site, expected['made site']);
});

test("Tomek links and edited nearest neighbours keep imbalanced-learn's rows", () => {
  assert.deepEqual([...tomekLinks(cells, { target }).rows], fixture.tomek);
  assert.deepEqual([...tomekLinks(cells, { target, from: 'all' }).rows], fixture['tomek all']);
  assert.deepEqual([...editedNearestNeighbours(cells, { target }).rows], fixture.enn);
  assert.deepEqual([...editedNearestNeighbours(cells, { target, from: 'all' }).rows], fixture['enn all']);
  const mode = editedNearestNeighbours(cells, { target, neighbours: 5, agree: 'mode' });
  assert.deepEqual([...mode.rows], fixture['enn mode']);
});

test("class weights are scikit-learn's balanced ones", () => {
  close([classWeights(wine, target).weights], [fixture.weights]);
});

test('a weighted sampler draws in proportion, alike in every run, otherwise in every epoch', () => {
  const sampler = weightedSampler([1, 0, 3], { count: 40_000, seed: 5 });
  const share = sampler(0).reduce((sum, row) => sum + (row === 2 ? 1 : 0), 0) / 40_000;
  assert.ok(Math.abs(share - 0.75) < 0.01, `${share}`);
  assert.ok(!sampler(1).includes(1));
  assert.deepEqual(sampler(3), weightedSampler([1, 0, 3], { count: 40_000, seed: 5 })(3));
  assert.notDeepEqual(sampler(0), sampler(1));
  const once = weightedSampler([1, 1, 5, 0], { count: 3, replacement: false })(0);
  assert.deepEqual([...once].sort(), [0, 1, 2]);
  const balanced = weightedSampler(rowWeights(wine, target), { count: 30_000 })(0);
  const counts = Map.groupBy(balanced, (row) => (wine.columns.y as Float64Array)[row]!);
  for (const drawn of counts.values()) assert.ok(Math.abs(drawn.length / 30_000 - 1 / 3) < 0.01);
});

test('what cannot be balanced is refused with what to do', () => {
  const refused = (call: () => unknown, code: string, message: RegExp) => assert.throws(call, { code, message });
  const x = Float64Array.of(1, 2, 3, 4, 5, 6, 7);
  const train = (y: number[], values = x) => trainFold({ x: values, y: Float64Array.from(y) });
  refused(() => smote(train([1, 1, 1, 1, 1, 1, 1]), { target }), 'target-invalid', /one class, "1"/);
  refused(
    () => smote(train([0, 0, 0, 0, 0, 1, 1]), { target }),
    'too-few-rows',
    /6 rows to find 5 neighbours, and there are 2/,
  );
  const holes = train([0, 0, 0, 0, 0, 1, 1], Float64Array.of(1, 2, Number.NaN, 4, 5, 6, 7));
  refused(() => smote(holes, { target }), 'value-invalid', /missing value in row 2 of "x".*Impute/);
  const far = train([0, 0, 0, 0, 0, 1, 1], Float64Array.of(1, 2, Number.POSITIVE_INFINITY, 4, 5, 6, 7));
  refused(() => tomekLinks(far, { target }), 'value-invalid', /Infinity in row 2/);
  refused(() => randomOversample(wine, { target, amounts: 0.5 }), 'option-invalid', /share 0.5 for 3 classes/);
  refused(() => randomOversample(wine, { target, amounts: { 0: 10 } }), 'option-invalid', /from 50 rows to 10/);
  refused(() => randomUndersample(wine, { target, amounts: { 9: 10 } }), 'option-invalid', /classes are 0, 1, 2/);
  refused(() => smote(split(wine.columns, {}).test as never, { target }), 'fold-invalid', /got the test fold/);
  refused(() => smote(trainFold({ x: ['a', 'b'], y: ['c', 'd'] }), { target }), 'column-type', /"x" holds text/);
  refused(() => weightedSampler([1, -1]), 'option-invalid', /weight of row 1 is -1/);
  refused(() => weightedSampler([1, 0], { count: 2, replacement: false }), 'option-invalid', /2 rows .* from 1/);
});

const shared = process.env.CAPSTAN_DATA ?? join(import.meta.dirname, '../../../../../shared/data');
const payments = read(join(shared, 'creditcard-fraud-subset/creditcard_small.csv'));

test('real card payments: 394 frauds become as many as the honest ones, inside their own range', {
  skip: !payments && 'the data folder is absent',
}, () => {
  const { train } = split(payments!, { stratify: 'Class', seed: 1 });
  const scaled = pipeline([standardScaler('number')], { target: 'Class' }).fitApply(train).train;
  const balanced = smote(scaled, { target: 'Class' });
  const frauds = (fold: Fold<'train'>) => (fold.columns.Class as Float64Array).reduce((sum, value) => sum + value, 0);
  assert.equal(frauds(balanced) * 2, balanced.length);
  assert.ok(frauds(scaled) < 400);
  const range = (values: Float64Array) => [Math.min(...values), Math.max(...values)] as const;
  const column = (fold: Fold<'train'>) =>
    (fold.columns.V14 as Float64Array).filter((_, i) => (fold.columns.Class as Float64Array)[i] === 1);
  const [low, high] = range(column(scaled));
  const [madeLow, madeHigh] = range(column(balanced));
  assert.ok(madeLow >= low && madeHigh <= high);
});

/** A CSV file of numbers alone. */
function read(path: string): Columns | undefined {
  try {
    const [head, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
    const names = head!.split(',');
    return columnsOf(
      lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [names[i]!, Number(value)]))),
    );
  } catch {
    return undefined;
  }
}
