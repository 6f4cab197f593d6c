import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permutation } from '@capstan/base';

import type { Columns } from '../table/memory/columns.ts';
import { NumpyRandom } from '../testing/mt19937.ts';
import { recorded } from '../testing/sklearn.ts';
import { assignParts } from './assign-parts.ts';
import { trainFold } from './fold.ts';
import { groupFolds, plainFolds, stratifiedFolds, stratifiedGroupFolds, timeFolds } from './fold-numbers.ts';
import { kFold } from './k-fold.ts';
import { classesOf, countsOf } from './labels.ts';
import { split } from './split.ts';

type Fixture = {
  labels: string[];
  groups: number[];
  'stratified counts': { test: number; 'train counts': number[]; 'test counts': number[] }[];
  'shuffle split': { train: number[]; test: number[] };
  permutation: number[];
  'numpy draws': { randint: number[]; uniform: number[] };
  [time: `time ${number}`]: [number, number, number][];
} & { [folds: `${'plain' | 'stratified' | 'grouped' | 'stratified grouped'} ${number}${string}`]: number[] };
const fixture = recorded<Fixture>('splits');
const table: Columns = { label: fixture.labels, group: Float64Array.from(fixture.groups) };
const labels = classesOf(table, 'label', 'the class').codes;
const groups = classesOf(table, 'group', 'the group').codes;

test("the tests' generator draws NumPy's numbers", () => {
  assert.deepEqual([...permutation(20, new NumpyRandom(7))], fixture.permutation);
  const random = new NumpyRandom(7);
  assert.deepEqual(
    Array.from({ length: 5 }, () => random.below(1000)),
    fixture['numpy draws'].randint,
  );
  assert.deepEqual(
    Array.from({ length: 5 }, () => random.uniform()),
    fixture['numpy draws'].uniform,
  );
});

for (const word of ['', ' shuffled'] as const) {
  for (const k of [3, 4]) {
    test(`${k} folds${word} are scikit-learn's: plain, stratified, grouped, both`, () => {
      const draws = () => (word === '' ? undefined : new NumpyRandom(11));
      assert.deepEqual([...plainFolds(47, k, draws())], fixture[`plain ${k}${word}`]);
      assert.deepEqual([...stratifiedFolds(labels, k, draws())], fixture[`stratified ${k}${word}`]);
      assert.deepEqual([...groupFolds(groups, k, draws())], fixture[`grouped ${k}${word}`]);
      assert.deepEqual(
        [...stratifiedGroupFolds(labels, groups, k, draws())],
        fixture[`stratified grouped ${k}${word}`],
      );
    });
  }
}

test("folds by time are scikit-learn's", () => {
  for (const gap of [0, 3]) {
    const ours = timeFolds(47, 4, gap).map(({ train, validation }) => [train, ...validation]);
    assert.deepEqual(ours, fixture[`time ${gap}`]);
  }
});

test("a random split by NumPy's order is scikit-learn's ShuffleSplit", () => {
  // There the order's first rows are the test rows.
  const rank = new Int32Array(47);
  for (const [place, row] of permutation(47, new NumpyRandom(5)).entries()) rank[row] = -place;
  const assigned = assignParts(new Array<string>(47).fill(''), rank, { train: 30, validation: 7, test: 10 }, 'rows');
  const members = (part: string) => assigned.flatMap((one, i) => (one === part ? [i] : []));
  assert.deepEqual(
    members('test'),
    fixture['shuffle split'].test.toSorted((a, b) => a - b),
  );
});

test('a stratified split shares the classes out as scikit-learn does', () => {
  for (const { test: size, 'test counts': expected } of fixture['stratified counts']) {
    const { test: part } = split(table, { train: 47 - size, test: size, stratify: 'label', seed: 3 });
    const { codes } = classesOf(part.columns, 'label', 'the class');
    for (const [k, count] of countsOf(codes, 3).entries()) assert.ok(Math.abs(count - expected[k]!) <= 1);
    assert.equal(part.length, size);
  }
});

test('parts hold every row once, and the seed decides', () => {
  const { train, validation, test: last } = split(table, { seed: 1 });
  assert.deepEqual([train.length, validation.length, last.length], [37, 5, 5]);
  const rows = [...train.rows, ...validation.rows, ...last.rows].sort((a, b) => a - b);
  assert.deepEqual(rows, [...rows.keys()]);
  assert.deepEqual(split(table, { seed: 1 }).train.rows, train.rows);
  assert.notDeepEqual(split(table, { seed: 2 }).train.rows, train.rows);
});

test('a group is in one part only, and the shares are near', () => {
  for (let seed = 0; seed < 10; seed++) {
    const parts = split(table, { train: 0.6, validation: 0.2, test: 0.2, group: 'group', stratify: 'label', seed });
    const of = Object.values(parts).map(({ columns }) => new Set(columns.group as Float64Array));
    assert.ok(of[0]!.isDisjointFrom(of[1]!) && of[0]!.isDisjointFrom(of[2]!) && of[1]!.isDisjointFrom(of[2]!));
    assert.ok(Math.abs(parts.train.length - 28) <= 8, `${parts.train.length}`);
  }
});

test('by time the newest rows are tested, and rows of one time stay together', () => {
  const day = ['2024-01-03', '2024-01-01', '2024-01-02', '2024-01-02', '2024-01-04', '2024-01-05'];
  const { train, validation, test: last } = split({ day }, { train: 0.5, validation: 0.17, test: 0.33, time: 'day' });
  assert.deepEqual([...train.rows], [1, 2, 3]);
  assert.deepEqual([...validation.rows, ...last.rows], [0, 4, 5]);
  const torn = split({ day }, { train: 2, test: 4, time: 'day' });
  assert.deepEqual([...torn.train.rows], [1, 2, 3]);
});

test('with names a row stays in its part whatever comes before it', () => {
  const id = Array.from({ length: 200 }, (_, i) => `person ${i}`);
  const part = (ids: string[], fold: { rows: Int32Array }) => new Set(Array.from(fold.rows, (row) => ids[row]!));
  const first = part(id, split({ id }, { id: 'id' }).train);
  const turned = id.toReversed();
  assert.deepEqual(part(turned, split({ id: turned }, { id: 'id' }).train), first);
});

test('rounds of a cross-validation cover every row once; a training fold can be split again', () => {
  const { train } = split(table, { seed: 4 });
  const rounds = kFold(train, { folds: 3, stratify: 'label', seed: 2 });
  const seen = rounds.flatMap(({ validation }) => [...validation.rows]).sort((a, b) => a - b);
  assert.deepEqual(
    seen,
    [...train.rows].sort((a, b) => a - b),
  );
  for (const round of rounds) assert.equal(round.train.length + round.validation.length, train.length);
});

test('impossible splits are refused with what to do', () => {
  const one: Columns = { y: ['a', 'a', 'a'], t: ['2024-01-01', 'soon', null], x: Float64Array.of(0.5, 1.5, 2.5) };
  const refused = (call: () => unknown, code: string, message: RegExp) => assert.throws(call, { code, message });
  refused(() => split(one, { stratify: 'y' }), 'target-invalid', /every row has the class "a"/);
  refused(() => split(one, { stratify: 'x' }), 'target-invalid', /not whole.*bins/);
  refused(() => split(one, { stratify: 'z' }), 'column-unknown', /no column "z".*There are: y, t, x/);
  refused(() => split(one, { time: 't' }), 'value-invalid', /row 1 is "soon"/);
  refused(() => split(one, { train: 9, test: 1 }), 'split-impossible', /asks for 10 rows, and there are 3/);
  refused(() => split(one), 'split-impossible', /3 rows leave none for/);
  refused(() => split(one, { train: -1 }), 'option-invalid', /-1/);
  refused(() => split(one, { group: 'y', train: 0.5, test: 0.5 }), 'too-few-rows', /1 groups for 2 parts/);
  refused(() => kFold(one, { folds: 4 }), 'too-few-rows', /4 folds were asked for, and there are 3 rows/);
  refused(() => kFold(one, { folds: 1 }), 'option-invalid', /folds is 1/);
  refused(() => kFold({ y: ['a', 'b', 'a'] }, { folds: 3, stratify: 'y' }), 'too-few-rows', /the largest class has 2/);
  refused(() => trainFold({}), 'fold-invalid', /no rows/);
  refused(() => split({ y: ['a'], x: Float64Array.of(1, 2) }), 'table-invalid', /"y" has 1 rows, "x" has 2/);
});
