import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { iterativeImputer } from '../impute/iterative-imputer.ts';
import { knnImputer } from '../impute/knn-imputer.ts';
import { simpleImputer } from '../impute/simple-imputer.ts';
import { type Fold, heldOutFold, trainFold } from '../split/fold.ts';
import type { kFold } from '../split/k-fold.ts';
import { split } from '../split/split.ts';
import { collect } from '../table/memory/collect.ts';
import { type Columns, columnsOf, rowsOf } from '../table/memory/columns.ts';
import { bins } from './bins.ts';
import { dates } from './dates.ts';
import { dropColumns } from './drop-columns.ts';
import { hashingEncoder } from './encoders/hashing-encoder.ts';
import { oneHotEncoder } from './encoders/one-hot-encoder.ts';
import { ordinalEncoder } from './encoders/ordinal-encoder.ts';
import { targetEncoder } from './encoders/target-encoder.ts';
import { maxAbsScaler, minMaxScaler, robustScaler, standardScaler } from './index.ts';
import { matrix } from './matrix.ts';
import { type FittedPipeline, loadPipeline, type Pipeline, parsePipeline, pipeline, savePipeline } from './pipeline.ts';
import { powerTransformer } from './scalers/power-transformer.ts';
import { quantileTransformer } from './scalers/quantile-transformer.ts';
import { tfidf } from './terms/tfidf.ts';

type Expect<T extends true> = T;
type IsAssignable<A, B> = [A] extends [B] ? true : false;
type IsRefused<A, B> = IsAssignable<A, B> extends true ? false : true;
type Fittable = Parameters<Pipeline['fit']>[0];

/** Checked by the compiler: only a training fold can be fitted on, and what is held out cannot become one. */
export type Checks = [
  Expect<IsAssignable<Fold<'train'>, Fittable>>,
  Expect<IsRefused<Fold<'validation'>, Fittable>>,
  Expect<IsRefused<Fold<'test'>, Fittable>>,
  Expect<IsRefused<Fold, Fittable>>,
  Expect<IsRefused<Columns, Fittable>>,
  Expect<IsRefused<{ part: 'train'; columns: Columns; rows: Int32Array; length: number }, Fittable>>,
  Expect<IsRefused<Fold<'test'>['columns'], Parameters<typeof trainFold>[0]>>,
  Expect<IsRefused<Fold<'validation'>['columns'], Parameters<typeof split>[0]>>,
  Expect<IsRefused<Fold<'validation'>, Parameters<typeof kFold>[0]>>,
  Expect<IsAssignable<Fold<'train'>, Parameters<typeof split>[0]>>,
  Expect<IsRefused<Fold<'train'>, Parameters<FittedPipeline['apply']>[0]>>,
];

const rows = Array.from({ length: 60 }, (_, i) => ({
  age: i % 7 === 0 ? null : 20 + ((i * 13) % 40),
  income: 1000 * (1 + ((i * 7) % 11)) ** 1.5,
  score: Math.sin(i) * 5,
  job: ['cook', 'nurse', 'pilot'][(i * 5) % 3]!,
  size: ['S', 'M', 'L'][i % 3]!,
  city: `city ${i % 4}`,
  user: `user ${i % 9}`,
  paid: `2024-0${1 + (i % 9)}-1${i % 10}`,
  note: `${['good', 'bad'][i % 2]} payer number ${i % 5}`,
  id: `p${i}`,
  risk: i % 3 === 0 ? 'bad' : 'good',
}));
const columns = columnsOf(rows);
const steps = [
  dropColumns(['id']),
  knnImputer(['age', 'income'], { neighbours: 3, addIndicator: true }),
  iterativeImputer(['age', 'score']),
  simpleImputer(['age']),
  robustScaler(['score']),
  powerTransformer(['income']),
  quantileTransformer(['income'], { quantiles: 20, output: 'normal' }),
  minMaxScaler(['income']),
  maxAbsScaler(['income']),
  standardScaler(['income']),
  bins(['age'], { bins: 3, encode: 'oneHot' }),
  ordinalEncoder(['size'], { order: { size: ['S', 'M', 'L'] } }),
  targetEncoder(['city']),
  oneHotEncoder(['job'], { unknown: 'ignore' }),
  hashingEncoder(['user'], { features: 8 }),
  dates(['paid'], { parts: ['month'], cyclic: true }),
  tfidf(['note'], { maxTerms: 6 }),
];

test('a pipeline of every kind of step gives the same after a way through a file', async () => {
  const { train, test: last } = split(columns, { stratify: 'risk', seed: 1 });
  const fitted = pipeline(steps, { target: 'risk' }).fit(train);
  const dir = await mkdtemp(join(tmpdir(), 'capstan-pipeline-'));
  try {
    await savePipeline(fitted, join(dir, 'pipeline.json'));
    const again = await loadPipeline(join(dir, 'pipeline.json'));
    assert.deepEqual(again.apply(last), fitted.apply(last));
    assert.deepEqual(again.features, fitted.features);
    assert.deepEqual(again.inputs, fitted.inputs);
    assert.ok(!fitted.inputs.some(({ name }) => name === 'id' || name === 'risk'));
    const { values } = matrix(again.apply(last.columns), again.features);
    assert.ok(values.every(Number.isFinite));
  } finally {
    await rm(dir, { recursive: true });
  }
});

test('rows of JSON, one at a time and without the target, give what the table gave', () => {
  const { train, test: last } = split(columns, { stratify: 'risk', seed: 1 });
  const fitted = pipeline(steps, { target: 'risk' }).fit(train);
  const whole = fitted.apply(last).columns;
  for (const [i, row] of rowsOf(last.columns).entries()) {
    const { risk: _target, id: _id, ...given } = row;
    const one = fitted.applyRows([{ ...given, more: 'left out' }]);
    for (const name of fitted.features) assert.equal(one[name]![0], whole[name]![i], name);
  }
});

test('what is learned comes from the training fold alone', () => {
  const train = trainFold({ x: Float64Array.of(1, 2, 3) });
  const fitted = pipeline([standardScaler('number')]).fit(train);
  const far = heldOutFold('test', { x: Float64Array.of(1000) });
  const deviation = Math.sqrt(2 / 3);
  assert.equal((fitted.apply(far).columns.x as Float64Array)[0], (1000 - 2) / deviation);
});

test('without types the run refuses what the compiler would', () => {
  const held: unknown = heldOutFold('validation', columns);
  const fit = pipeline(steps).fit as (fold: unknown) => unknown;
  assert.throws(() => fit(held), { code: 'fold-invalid', message: /got the validation fold.*training fold alone/ });
  assert.throws(() => fit(columns), { code: 'fold-invalid', message: /what is no fold/ });
  const apply = pipeline([standardScaler(['score'])]).fit(trainFold(columns));
  assert.throws(() => (apply.apply as (fold: unknown) => unknown)(trainFold(columns)), {
    code: 'fold-invalid',
    message: /fitApply/,
  });
});

test('bad input is refused with the column, the row and what to do', () => {
  const fitted = pipeline([standardScaler('number')]).fit(trainFold({ x: Float64Array.of(1, 2), y: ['a', 'b'] }));
  const refused = (call: () => unknown, code: string, message: RegExp) => assert.throws(call, { code, message });
  refused(() => fitted.apply({ y: ['a'] }), 'column-unknown', /no column "x"/);
  refused(() => fitted.apply({ x: ['1'], y: ['a'] }), 'column-type', /"x" holds text/);
  refused(
    () => fitted.apply({ x: Float64Array.of(Number.NEGATIVE_INFINITY), y: ['a'] }),
    'value-invalid',
    /row 0: "x" is -Infinity/,
  );
  refused(() => fitted.applyRows([{ x: '1', y: 'a' }]), 'column-type', /row 0: "x" is a string/);
  refused(() => fitted.applyRows([{ x: { a: 1 } }]), 'column-type', /row 0: "x" is an object/);
  refused(() => pipeline([standardScaler(['y'])]).fit(trainFold({ y: ['a'] })), 'column-type', /"y", which holds text/);
  refused(
    () => pipeline([standardScaler(['r'])], { target: 'r' }).fit(trainFold({ r: Float64Array.of(1) })),
    'option-invalid',
    /the target/,
  );
  refused(
    () => pipeline([targetEncoder(['y'])]).fit(trainFold({ y: ['a'] })),
    'option-invalid',
    /does not know the target/,
  );
  const oneClass = { y: ['a', 'b'], r: ['x', 'x'] };
  refused(
    () => pipeline([targetEncoder(['y'])], { target: 'r' }).fit(trainFold(oneClass)),
    'target-invalid',
    /has one class/,
  );
  refused(
    () => standardScaler(['x'], { withMeen: false } as object),
    'option-invalid',
    /There is no field 'withMeen' here\. Did you mean 'withMean'\?/,
  );
  refused(() => bins(['x'], { bins: 1 }), 'option-invalid', /option "bins" of bins/);
  refused(() => matrix({ x: Float64Array.of(1, Number.NaN) }), 'value-invalid', /row 1: "x" is missing/);
});

test('all that is wrong with rows from outside is told at once', () => {
  const train = trainFold({ age: Float64Array.of(20, 30), job: ['cook', 'nurse'], seen: ['2024-01-05', '2024-02-01'] });
  const steps = [standardScaler(['age']), oneHotEncoder(['job']), dates(['seen'], { parts: ['month'] })];
  const fitted = parsePipeline(JSON.parse(JSON.stringify(pipeline(steps).fit(train))));
  assert.deepEqual(fitted.faults([{ age: 25, job: 'cook', seen: '2024-03-01', more: [] }]), []);
  const found = fitted.faults([
    { age: 25, job: 'cook', seen: '2024-03-01' },
    { age: 'old', jop: 'cook', seen: 7 },
    { age: Number.POSITIVE_INFINITY, job: 'pilot', seen: 'soon' },
    { age: null, job: 'cook', seen: '2024-03-01' },
  ]);
  const told = found.map(({ row, column, message }) => `${row} ${column} ${message}`);
  const expected = [
    /^1 age is a string. Give a number or null$/,
    /^1 job is not there; expected text, is "jop" meant\?$/,
    /^1 seen is a number. Give text or null$/,
    /^2 age is Infinity, which standardScaler does not take. /,
    /^2 job the training fold has no "pilot" in "job"/,
    /^2 seen is no date in ISO 8601: "soon"/,
    /^3 age is missing, and nothing fills it in$/,
  ];
  assert.equal(told.length, expected.length, told.join('\n'));
  for (const [i, pattern] of expected.entries()) assert.match(told[i]!, pattern);
  assert.equal(fitted.faults(Array.from({ length: 500 }, () => ({}))).length, 100);
});

test('a damaged file is refused before any of it is used', () => {
  const fitted = pipeline([standardScaler('number')]).fit(trainFold({ x: Float64Array.of(1, 2) }));
  const damaged = (change: (json: { version: number; steps: { kind: string; state: unknown }[] }) => void) => {
    const json = JSON.parse(JSON.stringify(fitted));
    change(json);
    return () => parsePipeline(json);
  };
  const refused = (call: () => unknown, message: RegExp) => assert.throws(call, { code: 'pipeline-invalid', message });
  refused(
    damaged((json) => {
      json.version = 99;
    }),
    /version 99/,
  );
  refused(
    damaged((json) => {
      json.steps[0]!.kind = 'constructor';
    }),
    /unknown kind "constructor"/,
  );
  refused(
    damaged((json) => {
      json.steps[0]!.state = [{ offset: 'x', scale: 1 }];
    }),
    /learned values of standardScaler are damaged at \[0\]\.offset: Expected a number/,
  );
  refused(() => parsePipeline(null), /no saved pipeline/);
});

test('a column called __proto__ is a column', () => {
  const odd = columnsOf([
    JSON.parse('{"__proto__": 1, "constructor": "a"}'),
    JSON.parse('{"__proto__": 3, "constructor": "b"}'),
  ]);
  const { fitted, train } = pipeline([standardScaler('number'), oneHotEncoder('text')]).fitApply(trainFold(odd));
  assert.deepEqual(Object.keys(train.columns), ['__proto__', 'constructor=a', 'constructor=b']);
  const back = parsePipeline(JSON.parse(JSON.stringify(fitted)));
  const out = back.applyRows([JSON.parse('{"__proto__": 3, "constructor": "b"}')]);
  assert.deepEqual(
    Object.entries(out).map(([name, column]) => [name, column[0]]),
    [
      ['__proto__', 1],
      ['constructor=a', 0],
      ['constructor=b', 1],
    ],
  );
});

test('a table is collected batch by batch', async () => {
  async function* batches() {
    yield { columns: { x: Float64Array.of(1, 2), y: ['a', null] } };
    yield { columns: { x: Float64Array.of(3), y: ['b'] } };
  }
  assert.deepEqual(await collect({ batches }), { x: Float64Array.of(1, 2, 3), y: ['a', null, 'b'] });
});

test("'number' does not mean the columns that an encoder made of categories", () => {
  const columns = { age: Float64Array.of(20, 40, 60, 80), job: ['cook', 'judge', 'cook', 'cook'] };
  const steps = [oneHotEncoder('text'), standardScaler('number')];
  const { train } = pipeline(steps).fitApply(trainFold(columns));
  assert.deepEqual(train.columns['job=cook'], Float64Array.of(1, 0, 1, 1));
  assert.ok(Math.abs((train.columns.age as Float64Array)[0]! + 1.3416407864998738) < 1e-12);
  const named = pipeline([oneHotEncoder('text'), standardScaler(['job=cook'])]).fitApply(trainFold(columns));
  assert.notDeepEqual(named.train.columns['job=cook'], Float64Array.of(1, 0, 1, 1), 'by name it is scaled');
});
