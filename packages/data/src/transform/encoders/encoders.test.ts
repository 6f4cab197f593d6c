import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError } from '../../errors.ts';
import { trainFold } from '../../split/fold.ts';
import { plainFolds, stratifiedFolds } from '../../split/fold-numbers.ts';
import { classesOf } from '../../split/labels.ts';
import type { Columns } from '../../table/memory/columns.ts';
import { close, floats, type Numbers, recorded } from '../../testing/sklearn.ts';
import { dates } from '../dates.ts';
import { pipeline } from '../pipeline.ts';
import { fitTfidf, type TfidfOptions, tfidf } from '../terms/tfidf.ts';
import { hashingEncoder } from './hashing-encoder.ts';
import { murmurHash3 } from './murmur-hash.ts';
import { oneHotEncoder } from './one-hot-encoder.ts';
import { ordinalEncoder } from './ordinal-encoder.ts';
import { crossFit, targetEncoder, targetEncoderKind } from './target-encoder.ts';

type Encoders = {
  city: string[];
  size: string[];
  binary: number[];
  multi: string[];
  amount: number[];
  ordinal: Numbers[];
  [hot: `oneHot${string}`]: { names: string[]; values: Numbers[] };
  [target: `target ${string}`]: { crossed: Numbers[]; applied: Numbers[] };
  [hashed: `hashed ${string}`]: Numbers[];
};
const fixture = recorded<Encoders>('encoders');
const input: Columns = { city: fixture.city, size: fixture.size };

for (const [name, options] of [
  ['oneHot', {}],
  ['oneHot first', { drop: 'first' }],
  ['oneHot frequent', { minFrequency: 8, unknown: 'infrequent' }],
  ['oneHot three', { maxCategories: 3, unknown: 'infrequent' }],
  ['oneHot share', { minFrequency: 0.09, unknown: 'infrequent' }],
] as const) {
  test(`${name} equals scikit-learn's`, () => {
    const out = pipeline([oneHotEncoder('text', options)]).fitApply(trainFold(input)).train.columns;
    const names = fixture[name]!.names.map((one) => one.replace('_', '=').replace('infrequent_sklearn', 'infrequent'));
    assert.deepEqual(Object.keys(out), names);
    close(out, fixture[name]!.values);
  });
}

test("ordinalEncoder equals scikit-learn's", () => {
  close(pipeline([ordinalEncoder('text')]).fitApply(trainFold(input)).train.columns, fixture.ordinal);
});

for (const target of ['binary', 'multi', 'amount'] as const) {
  for (const smooth of ['auto', 3] as const) {
    test(`targetEncoder of ${target}, smooth ${smooth}, equals scikit-learn's, cross-fitted and applied`, () => {
      const values = fixture[target];
      const y = typeof values[0] === 'string' ? (values as string[]) : floats(values as number[]);
      const train: Columns = { ...input, y };
      const step = targetEncoder(['city', 'size'], { smooth });
      const key = `target ${target} ${smooth === 3 ? '3.0' : smooth}` as const;
      const fitted = pipeline([step], { target: 'y' }).fit(trainFold(train));
      close(fitted.apply(input), fixture[key]!.applied);

      // The same folds as scikit-learn's, which were not shuffled.
      const options = targetEncoderKind.options.parse({ smooth });
      const learned = targetEncoderKind.learn(input, options, train, { target: 'y', seed: 0 });
      const codes = target === 'amount' ? undefined : classesOf(train, 'y', 'the target').codes;
      const targets = codes
        ? learned.classes.length === 1
          ? [Float64Array.from(codes)]
          : learned.classes.map((_, k) => Float64Array.from(codes, (code) => (code === k ? 1 : 0)))
        : [y as Float64Array];
      const numbers = codes ? stratifiedFolds(codes, 5) : plainFolds(80, 5);
      const crossed = crossFit(input, learned, targets, numbers, smooth);
      close(
        [...crossed.values()].flatMap((columns) => Object.values(columns)),
        fixture[key]!.crossed,
      );
    });
  }
}

test('training rows do not see their own target', () => {
  // Every row has a category of its own: by itself it would give its target away.
  const id = Array.from({ length: 40 }, (_, i) => `id ${i}`);
  const y = Float64Array.from({ length: 40 }, (_, i) => i % 2);
  const { train } = pipeline([targetEncoder(['id'], { smooth: 0 })], { target: 'y' }).fitApply(trainFold({ id, y }));
  assert.ok((train.columns.id as Float64Array).every((value) => Math.abs(value - 0.5) < 0.05));
});

for (const sign of [true, false]) {
  test(`hashingEncoder, alternating ${sign}, equals scikit-learn's FeatureHasher`, () => {
    const rows: Columns = { ...input, amount: floats(fixture.amount) };
    const step = hashingEncoder(['city', 'size', 'amount'], { features: 16, alternateSign: sign });
    const out = pipeline([step]).fitApply(trainFold(rows)).train.columns;
    close(out, fixture[`hashed ${sign ? 'True' : 'False'}`]!);
  });
}

test('MurmurHash3 gives the published value', () => {
  assert.equal(murmurHash3(new TextEncoder().encode('foo')), -156908512);
});

const kinds: { [name: string]: TfidfOptions } = {
  plain: {},
  sublinear: { sublinear: true },
  bigrams: { ngrams: [1, 2] },
  counted: { minDocuments: 2, maxDocuments: 0.5 },
  raw: { smooth: false, norm: 'l1' },
  stop: { stopWords: ['the', 'on', 'a'] },
  unweighted: { idf: false, norm: 'none' },
};
const terms = recorded<{ documents: string[] } & { [name: string]: { terms: string[]; values: number[][] } }>('tfidf');
for (const [name, options] of Object.entries(kinds)) {
  test(`tf-idf, ${name}, equals scikit-learn's`, () => {
    const train = trainFold({ text: terms.documents });
    const { terms: names, values } = terms[name]!;
    const out = pipeline([tfidf(['text'], options)]).fitApply(train).train.columns;
    assert.deepEqual(
      Object.keys(out),
      names.map((term) => `text~${term}`),
    );
    close(
      out,
      names.map((_, i) => values.map((row) => row[i]!)),
    );
    const sparse = fitTfidf('text', train, options).apply({ text: terms.documents });
    assert.equal(sparse.starts.at(-1), values.flat().filter((value) => value !== 0).length);
  });
}

for (const [name, options] of [
  ['char', { analyzer: 'char', ngrams: [2, 3] }],
  ['within', { analyzer: 'charWithinWords', ngrams: [2, 4] }],
] as const) {
  test(`tf-idf of characters, ${name}, has scikit-learn's terms among its own`, () => {
    // Of equally frequent terms scikit-learn keeps some by an unstable order: without a limit all of them are here.
    const all = new Set(
      fitTfidf('text', trainFold({ text: terms.documents }), { ...options, ngrams: [...options.ngrams] }).terms,
    );
    assert.ok(terms[name]!.terms.every((term) => all.has(term)));
  });
}

test('dates are taken apart in UTC; what comes round lies on a circle', () => {
  const when = ['2024-02-29', '2023-12-31T23:30:00+02:00', '2021-08-01 05:06', null];
  const parts = ['year', 'month', 'day', 'weekday', 'dayOfYear', 'hour', 'weekend'] as const;
  const out = pipeline([dates(['when'], { parts: [...parts] })]).fitApply(trainFold({ when })).train.columns;
  close(out, [
    [2024, 2023, 2021, null],
    [2, 12, 8, null],
    [29, 31, 1, null],
    [4, 7, 7, null],
    [60, 365, 213, null],
    [0, 21, 5, null],
    [0, 1, 1, null],
  ]);
  const round = pipeline([dates(['when'], { parts: ['month'], cyclic: true })]).fitApply(
    trainFold({ when: ['2024-12-01', '2024-03-01'] }),
  );
  close(round.train.columns, [
    [0, 1],
    [1, 0],
  ]);
});

test('what the training fold lacks is refused by name, ignored or counted as was asked', () => {
  const train = trainFold({ job: ['cook', 'nurse', 'cook'] });
  const refused = { code: 'category-unseen', message: /^row 1: the training fold has no "pilot" in "job"/ };
  assert.throws(
    () =>
      pipeline([oneHotEncoder(['job'])])
        .fit(train)
        .apply({ job: ['cook', 'pilot'] }),
    refused,
  );
  assert.throws(
    () =>
      pipeline([ordinalEncoder(['job'])])
        .fit(train)
        .apply({ job: ['cook', 'pilot'] }),
    refused,
  );
  close(
    pipeline([oneHotEncoder(['job'], { unknown: 'ignore' })])
      .fit(train)
      .apply({ job: ['pilot'] }),
    [[0], [0]],
  );
  close(
    pipeline([ordinalEncoder(['job'], { unknown: -1 })])
      .fit(train)
      .apply({ job: ['pilot', null] }),
    [[-1, null]],
  );
  assert.throws(
    () => pipeline([dates(['job'])]).fit(train),
    (error) =>
      error instanceof DataError && error.code === 'value-invalid' && /row 0: "job" is no date/.test(error.message),
  );
});
