import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trainFold } from '../split/fold.ts';
import { close, lettered, type Numbers, recorded } from '../testing/sklearn.ts';
import type { Step } from '../transform/contract.ts';
import { parsePipeline, pipeline } from '../transform/pipeline.ts';
import { iterativeImputer } from './iterative-imputer.ts';
import { knnImputer } from './knn-imputer.ts';
import { simpleImputer } from './simple-imputer.ts';

type Both = { train: Numbers[]; new: Numbers[] };
type Gaps = { input: Numbers[]; train: Numbers[] };
const fixture = recorded<
  { [name: string]: Both } & { [name: `iterative ${string}`]: Gaps } & {
    text: { values: (string | null)[]; filled: string[] };
  }
>('imputers');
const input = lettered(fixture.input!.train);
const later = lettered(fixture.input!.new);

const steps: { [name: string]: Step } = {
  mean: simpleImputer('number'),
  median: simpleImputer('number', { strategy: 'median' }),
  knn: knnImputer('number', { neighbours: 5 }),
  'knn distance': knnImputer('number', { neighbours: 3, weights: 'distance' }),
  iterative: iterativeImputer('number', { rounds: 10, tolerance: 1e-3 }),
  'iterative to the end': iterativeImputer('number', {
    rounds: 25,
    tolerance: 1e-6,
    range: [-4, 9],
    initial: 'median',
  }),
};

for (const [name, step] of Object.entries(steps)) {
  test(`${name} imputation equals scikit-learn's, and so after a way through JSON`, () => {
    const { fitted, train } = pipeline([step]).fitApply(trainFold(input));
    close(train.columns, fixture[name]!.train);
    close(fitted.apply(later), fixture[name]!.new);
    close(parsePipeline(JSON.parse(JSON.stringify(fitted))).apply(later), fixture[name]!.new);
  });
}

for (const name of ['alike', 'sparse', 'wide']) {
  test(`iterative imputation of columns that are ${name} equals scikit-learn's`, () => {
    const { input, train } = fixture[`iterative ${name}`]!;
    close(pipeline([iterativeImputer('number')]).fitApply(trainFold(lettered(input))).train.columns, train);
  });
}

test('indicators say what was missing', () => {
  const { train } = pipeline([simpleImputer('number', { addIndicator: true })]).fitApply(trainFold(input));
  const names = Object.keys(train.columns).sort(
    (a, b) => Number(a.endsWith('missing')) - Number(b.endsWith('missing')),
  );
  close(
    names.map((name) => train.columns[name]!),
    fixture.indicator!.train,
  );
});

test('text is filled with the most frequent value, the first of several', () => {
  const step = simpleImputer('text', { strategy: 'mostFrequent' });
  const { train } = pipeline([step]).fitApply(trainFold({ text: fixture.text.values }));
  assert.deepEqual(train.columns.text, fixture.text.filled);
});

test('impossible imputations are refused', () => {
  const refused = (step: Step, columns: Parameters<typeof trainFold>[0], code: string, message: RegExp) =>
    assert.throws(() => pipeline([step]).fit(trainFold(columns)), { code, message });
  const none = { a: Float64Array.of(Number.NaN, Number.NaN) };
  for (const step of [simpleImputer(['a']), knnImputer(['a']), iterativeImputer(['a'])]) {
    refused(step, none, 'value-invalid', /no value in "a" of the training fold/);
    refused(step, { a: Float64Array.of(1, Number.POSITIVE_INFINITY) }, 'value-invalid', /row 1: "a" is Infinity/);
  }
  refused(simpleImputer(['a']), { a: ['x'] }, 'column-type', /mean of "a" was asked for, and it holds text/);
  refused(
    simpleImputer(['a'], { strategy: 'constant', value: 'x' }),
    { a: Float64Array.of(1) },
    'option-invalid',
    /takes a number/,
  );
});
