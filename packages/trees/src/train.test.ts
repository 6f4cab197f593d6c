import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Random } from '@capstan/base';
import {
  type Booster,
  forest,
  load,
  type Params,
  parse,
  type TrainOptions,
  TreesError,
  type TreesErrorCode,
  train,
} from './index.ts';
import { withoutLibrary } from './testing/library.ts';

/** Rows whose label follows from two of three columns; the third is a category. */
function made(rows = 200): { data: Record<string, Float64Array>; label: Float64Array } {
  const random = new Random(1);
  const draw = () => Float64Array.from({ length: rows }, () => random.uniform() * 2 - 1);
  const [a, b] = [draw(), draw()];
  const kind = Float64Array.from({ length: rows }, () => random.below(5));
  return { data: { a, b, kind }, label: a.map((value, row) => Number(value + (kind[row]! > 2 ? 0.5 : -0.5) > 0)) };
}

const binary: Params = { objective: 'binary', rounds: 10, numLeaves: 4, minDataInLeaf: 5, threads: 1 };
const refused = (options: Partial<TrainOptions>, code: TreesErrorCode, words: RegExp) =>
  assert.rejects(
    train({ ...made(), params: binary, ...options }),
    (error) => error instanceof TreesError && error.code === code && words.test(error.message),
  );

/** A copy of a column with one value changed. */
const withValue = (column: Float64Array, row: number, value: number) => column.with(row, value);

describe('what cannot be trained on is refused before anything is computed', () => {
  const { data, label } = made();
  test('labels', async () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 2, 0.5, -1])
      await refused(
        { label: withValue(label, 7, value) },
        'label-invalid',
        /row 7: expected 0 or 1 for binary, received/,
      );
    const squares = { params: { ...binary, objective: 'regression' } } as const;
    await refused(
      { ...squares, label: withValue(label, 3, 1e39) },
      'label-invalid',
      /finite number that float32 can hold/,
    );
    await refused(
      { params: { ...binary, objective: 'poisson' }, label: withValue(label, 0, -1) },
      'label-invalid',
      /at least 0/,
    );
    await refused({ params: { ...binary, objective: 'gamma' } }, 'label-invalid', /above 0/);
    await refused(
      { label: label.map(() => 1) },
      'label-invalid',
      /all 200 rows have the label 1: there is nothing to tell apart/,
    );
    await refused(
      { params: { ...binary, objective: 'multiclass' }, label: label.map(() => 3) },
      'label-invalid',
      /nothing/,
    );
    await refused({ label: label.subarray(1) }, 'data-invalid', /expected 200 numbers, one a row, received 199/);
  });

  test('tables', async () => {
    await refused({ data: {} }, 'data-invalid', /no columns/);
    await refused({ data: { a: [] }, label: [] }, 'data-invalid', /no rows/);
    await refused(
      { data: { values: new Float64Array(), rows: 0, names: ['a'] }, label: [] },
      'data-invalid',
      /no rows/,
    );
    await refused({ data: { a: data.a!, b: data.b!.subarray(1) } }, 'data-invalid', /'a' has 200 rows, 'b' has 199/);
    await refused(
      { data: { values: new Float64Array(601), rows: 200 } },
      'data-invalid',
      /601 values do not make 200 rows/,
    );
    const matrix = { values: new Float64Array(600), rows: 200, names: ['a', 'b'] };
    await refused({ data: matrix }, 'data-invalid', /3 values wide, with 2 names/);
    await refused({ data: { ...matrix, names: ['a', 'b', 'a'] } }, 'data-invalid', /two columns are called 'a'/);
    const text = { a: ['x', 'y'] as unknown as number[] }; // as: what JavaScript may bring
    await refused({ data: text, label: [0, 1] }, 'data-invalid', /'a' holds 'x' in row 0/);
  });

  test('categories', async () => {
    for (const value of [-1, 1.5, 2 ** 20, Number.POSITIVE_INFINITY]) {
      const kind = withValue(data.kind!, 9, value);
      await refused(
        { data: { ...data, kind }, categorical: ['kind'] },
        'category-invalid',
        /'kind' holds .* in row 9, expected a whole number from 0/,
      );
    }
    await refused({ categorical: ['kidn'] }, 'params-invalid', /no column 'kidn'[\s\S]*Did you mean 'kind'/);
    await refused({ categorical: [3] }, 'params-invalid', /no column 3/);
    await refused({ categorical: ['kind'], monotone: { kind: 1 } }, 'params-invalid', /categorical/);
  });

  test('weights, groups and folds', async () => {
    const weight = new Float64Array(200).fill(1);
    await refused({ weight: withValue(weight, 5, -1) }, 'weight-invalid', /row 5/);
    await refused({ weight: new Float64Array(200) }, 'weight-invalid', /all 200 weights are 0/);
    const rank = { params: { ...binary, objective: 'lambdarank' } } as const;
    await refused(rank, 'group-invalid', /give group/);
    await refused({ ...rank, group: [100, 99] }, 'group-invalid', /have 199 rows, the table has 200/);
    await refused({ ...rank, group: [200.5] }, 'group-invalid', /received 200.5/);
    await refused({ group: [200] }, 'group-invalid', /not of binary/);
    await refused({ valid: { folds: 1 } }, 'params-invalid', /from 2 to 200/);
    await refused({ valid: { folds: new Int32Array(200) } }, 'params-invalid', /1 folds/);
    await refused({ valid: { data, label: label.map((each) => each * 0), group: [1] } }, 'group-invalid', /valid/);
  });

  test('parameters', async () => {
    const params = (given: object) => ({ params: { ...binary, ...given } as Params }); // as: what JavaScript may bring
    await refused(params({ numLeafs: 3 }), 'unknown-option', /numLeafs[\s\S]*Did you mean 'numLeaves'/);
    await refused(params({ numLeaves: 1 }), 'wrong-option', /from 2 to 131072/);
    await refused(params({ learningRate: 0 }), 'wrong-option', /learningRate/);
    await refused(params({ objective: undefined }), 'missing-option', /objective/);
    await refused(params({ boosting: 'rf' }), 'params-invalid', /drawn by chance/);
    await refused(params({ baggingFraction: 0.5 }), 'params-invalid', /baggingFreq/);
    await refused(params({ patience: 5 }), 'params-invalid', /rows to be judged on/);
    await refused(params({ isUnbalance: true, scalePosWeight: 2 }), 'params-invalid', /one of them/);
  });
});

describe('training', { skip: withoutLibrary }, () => {
  test('learns, with missing values, infinities and huge leaf counts', async () => {
    const { data, label } = made();
    const a = data.a!.with(0, Number.NaN).with(1, Number.POSITIVE_INFINITY).with(2, Number.NEGATIVE_INFINITY);
    const params = { ...binary, numLeaves: 131_072, minDataInLeaf: 1 };
    using booster = await train({ data: { ...data, a }, label, categorical: ['kind'], params });
    const { values } = await booster.predict({ ...data, a });
    const right = values.filter((value, row) => Number(value > 0.5) === label[row]).length;
    assert.ok(right >= 190, `${right} of 200`);
  });

  test('a split may be between missing and not', async () => {
    const a = Float64Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? Number.NaN : (i % 9) - 4));
    using booster = await train({ data: { a }, label: a.map((value) => Number(Number.isNaN(value))), params: binary });
    assert.match(booster.text, /\nthreshold=.*inf/);
    using again = parse(booster.text);
    const { values } = await again.predict({ a: [Number.NaN, 3] });
    assert.ok(values[0]! > 0.5 && values[1]! < 0.5);
    const raw = await again.predict({ a: [Number.NaN, 3] }, { kind: 'raw' });
    assert.deepEqual(again.scorer().raw({ a: [Number.NaN, 3] }), raw);
  });

  test('a column name may be anything', async () => {
    const { data, label } = made();
    const names = ['monthly income', '{"a": [1,2]}', 'größe 🌳'];
    const named = Object.fromEntries(names.map((name, i) => [name, Object.values(data)[i]!]));
    using booster = await train({ data: named, label, params: binary });
    assert.deepEqual(booster.names, names);
    using again = parse(booster.text);
    assert.deepEqual(again.names, names);
    assert.deepEqual(Object.keys(again.featureImportance('split')), names);
    assert.deepEqual((await again.predict(named)).values, (await booster.predict(named)).values);
    assert.deepEqual((await again.dump()).feature_names, names);
  });

  test('folds choose the rounds, and the model is of all rows', async () => {
    const { data, label } = made(400);
    const noisy = label.map((value, row) => (row % 4 === 0 ? 1 - value : value));
    const params = { ...binary, rounds: 300, patience: 10, seed: 5 };
    using booster = await train({ data, label: noisy, valid: { folds: 4 }, params });
    const { bestRound = 0, history = {} } = booster.training ?? {};
    const losses = history.binary_logloss ?? [];
    assert.equal(booster.rounds, bestRound);
    assert.equal(losses.indexOf(Math.min(...losses)) + 1, bestRound);
    assert.ok(bestRound < 300 && losses.length === Math.min(300, bestRound + 10));
    using plain = await train({ data, label: noisy, params: { ...binary, rounds: bestRound, seed: 5 } });
    assert.deepEqual((await booster.predict(data)).values, (await plain.predict(data)).values);
    using again = await train({ data, label: noisy, valid: { folds: 4 }, params });
    assert.equal(again.text, booster.text);
  });

  test('monotone constraints hold', async () => {
    const { data, label } = made();
    using booster = await train({ data, label, monotone: { a: -1 }, params: { ...binary, rounds: 30 } });
    const steps = Float64Array.from({ length: 50 }, (_, i) => i / 25 - 1);
    const { values } = await booster.predict({ a: steps, b: steps.map(() => 0.1), kind: steps.map(() => 2) });
    assert.ok(values.every((value, i) => i === 0 || value <= values[i - 1]!));
  });

  test('float32 and float64, matrices and columns, shared memory', async () => {
    const { data, label } = made();
    const shared = new Float32Array(new SharedArrayBuffer(4 * 600));
    for (let row = 0; row < 200; row++)
      Object.values(data).forEach((column, i) => {
        shared[row * 3 + i] = column[row]!;
      });
    const names = Object.keys(data);
    using fromShared = await train({ data: { values: shared, rows: 200, names }, label, params: binary });
    const columns = Object.fromEntries(names.map((name) => [name, Float32Array.from(data[name]!)]));
    using fromColumns = await train({ data: columns, label, params: binary });
    assert.equal(fromShared.text, fromColumns.text);
  });

  test('a random forest', async () => {
    const { data, label } = made(500);
    using booster = await train({
      data,
      label,
      params: { ...forest(3, { trees: 60 }), objective: 'binary', threads: 1 },
    });
    assert.match(booster.text, /\naverage_output\n/);
    const { values } = await booster.predict(data);
    const right = values.filter((value, row) => Number(value > 0.5) === label[row]).length;
    assert.ok(right >= 450, `${right} of 500`);
  });

  test('progress is told in rounds, and the event loop is free meanwhile', async () => {
    const { data, label } = made(20_000);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const seen: number[] = [];
    const params = { ...binary, rounds: 100, numLeaves: 63 };
    using booster = await train({
      data,
      label,
      valid: { data, label },
      params,
      onProgress: ({ done, total, unit, metrics }) => {
        assert.deepEqual([total, unit, Object.keys(metrics)], [100, 'round', ['binary_logloss']]);
        seen.push(done);
      },
    });
    clearInterval(timer);
    assert.equal(seen.at(-1), 100);
    assert.deepEqual(
      seen,
      [...new Set(seen)].sort((a, b) => a - b),
    );
    assert.ok(ticks > 0);
    assert.equal(booster.training?.history.binary_logloss?.length, 100);
  });

  test('what onProgress throws ends it, and is thrown on', async () => {
    const { data, label } = made(20_000);
    const mine = new Error('mine');
    const options = { data, label, params: { ...binary, rounds: 1_000_000 } };
    const training = train({
      ...options,
      onProgress: () => {
        throw mine;
      },
    });
    await assert.rejects(training, (error) => error === mine);
  });

  test('an abort ends it at once, with the signal’s reason, and leaves no process', {
    skip: !existsSync('/proc'),
  }, async () => {
    const { data, label } = made(20_000);
    const stop = new AbortController();
    const reason = new Error('enough');
    const training = train({
      data,
      label,
      params: { ...binary, rounds: 1_000_000 },
      signal: stop.signal,
      onProgress: () => stop.abort(reason),
    });
    await assert.rejects(training, (error) => error === reason);
    await assert.rejects(train({ data, label, params: binary, signal: stop.signal }), (error) => error === reason);
  });
});

describe('predicting', { skip: withoutLibrary }, () => {
  test('refuses other columns, and answers none for no rows', async () => {
    const { data, label } = made();
    using booster = await train({ data, label, categorical: ['kind'], params: binary });
    const refuse = (given: Parameters<Booster['predict']>[0], code: TreesErrorCode, words: RegExp) =>
      assert.rejects(
        booster.predict(given),
        (error) => error instanceof TreesError && error.code === code && words.test(error.message),
      );
    await refuse({ a: [1], b: [2] }, 'data-invalid', /the column 'kind' is missing[\s\S]*There are: a, b/);
    await refuse(
      { values: new Float64Array(8), rows: 2 },
      'data-invalid',
      /4 values wide, with 3 columns in the model/,
    );
    await refuse(
      { values: new Float64Array(6), rows: 2, names: ['b', 'a', 'kind'] },
      'data-invalid',
      /'a' at place 0, received 'b'/,
    );
    await refuse({ a: [1], b: [2], kind: [-1] }, 'category-invalid', /holds -1 in row 0/);
    assert.throws(() => booster.scorer().predict({ a: [1], b: [2], kind: [0.5] }), TreesError);
    assert.deepEqual(await booster.predict({ a: [], b: [], kind: [] }), { values: new Float64Array(), rows: 0 });
    const { values } = await booster.predict({ a: [1], b: [2], kind: [77], beside: [3] });
    assert.ok(values[0]! > 0 && values[0]! < 1);
  });

  test('of a file that is not there, or no model, is refused in our words', async () => {
    const unreadable = (words: RegExp) => (error: unknown) =>
      error instanceof TreesError && error.code === 'file-unreadable' && words.test(error.message);
    await assert.rejects(load('/nowhere/model.txt'), unreadable(/there is no such file/));
    await assert.rejects(load(import.meta.dirname), unreadable(/it is a folder/));
    await assert.rejects(load(import.meta.filename), { code: 'model-invalid' });
  });

  test('rounds can be chosen, and it goes on after its process was ended', async () => {
    const { data, label } = made();
    using booster = await train({ data, label, params: binary });
    const [first, all] = [await booster.predict(data, { rounds: 1 }), await booster.predict(data)];
    assert.notDeepEqual(first.values, all.values);
    assert.equal((await booster.predict(data, { kind: 'leaf', start: 8 })).values.length, 200 * 2);
    booster[Symbol.dispose]();
    assert.deepEqual((await booster.predict(data)).values, all.values);
    const stop = new AbortController();
    const stopped = booster.predict(data, { signal: stop.signal });
    const [one, two] = await Promise.all([booster.predict(data), booster.predict(data, { kind: 'raw' })]);
    assert.deepEqual(one.values, all.values);
    assert.notDeepEqual(two.values, all.values);
    assert.deepEqual((await stopped).values, all.values);
    stop.abort(new Error('enough'));
    await assert.rejects(booster.predict(data, { signal: stop.signal }), /enough/);
    assert.deepEqual((await booster.predict(data)).values, all.values);
  });
});
