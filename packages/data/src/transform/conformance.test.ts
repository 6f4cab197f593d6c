// Every kind of step of the list, held to what each must keep.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { iterativeImputer } from '../impute/iterative-imputer.ts';
import { knnImputer } from '../impute/knn-imputer.ts';
import { simpleImputer } from '../impute/simple-imputer.ts';
import { trainFold } from '../split/fold.ts';
import type { Columns } from '../table/memory/columns.ts';
import { bins } from './bins.ts';
import { dates } from './dates.ts';
import { dropColumns } from './drop-columns.ts';
import { hashingEncoder } from './encoders/hashing-encoder.ts';
import { oneHotEncoder } from './encoders/one-hot-encoder.ts';
import { ordinalEncoder } from './encoders/ordinal-encoder.ts';
import { targetEncoder } from './encoders/target-encoder.ts';
import { parsePipeline, pipeline } from './pipeline.ts';
import { stepKinds } from './registry.ts';
import { powerTransformer } from './scalers/power-transformer.ts';
import { quantileTransformer } from './scalers/quantile-transformer.ts';
import { maxAbsScaler, minMaxScaler, robustScaler, standardScaler } from './scalers/scalers.ts';
import type { Step } from './step.ts';
import { tfidf } from './terms/tfidf.ts';

const columns: Columns = {
  age: Float64Array.from({ length: 40 }, (_, i) => 20 + ((i * 13) % 45)),
  pay: Float64Array.from({ length: 40 }, (_, i) => 900 + ((i * 131) % 4000)),
  job: Array.from({ length: 40 }, (_, i) => ['cook', 'nurse', 'pilot'][i % 3]!),
  day: Float64Array.from({ length: 40 }, (_, i) => Date.UTC(2024, 0, 1 + i)),
  risk: Array.from({ length: 40 }, (_, i) => (i % 5 === 0 ? 'bad' : 'good')),
};

const steps: readonly Step[] = [
  ...[standardScaler(['age']), minMaxScaler(['age']), maxAbsScaler(['age']), robustScaler(['age'])],
  ...[quantileTransformer(['age'], { quantiles: 10 }), powerTransformer(['age']), bins(['age'], { bins: 4 })],
  ...[
    oneHotEncoder(['job']),
    ordinalEncoder(['job']),
    targetEncoder(['job']),
    hashingEncoder(['job'], { features: 8 }),
  ],
  ...[dates(['day']), tfidf(['job']), dropColumns(['pay'])],
  ...[simpleImputer(['age']), knnImputer(['age', 'pay']), iterativeImputer(['age', 'pay'])],
];

test('every kind of the list is here, once', () => {
  const kinds = stepKinds.map(({ kind }) => kind);
  assert.equal(new Set(kinds).size, kinds.length);
  assert.deepEqual(new Set(steps.map(({ kind }) => kind)), new Set(kinds));
});

for (const step of steps) {
  test(`${step.kind}: comes back from JSON as it was, needs no target later, leaves what it is given alone`, () => {
    const before = structuredClone(columns);
    const { fitted } = pipeline([step], { target: 'risk', seed: 7 }).fitApply(trainFold(columns));
    const { risk: _, ...later } = columns;
    const made = fitted.apply(later);
    assert.deepEqual(Object.keys(made), fitted.features);
    assert.deepEqual(parsePipeline(JSON.parse(JSON.stringify(fitted))).apply(later), made);
    assert.deepEqual(columns, before);
    assert.throws(
      () =>
        parsePipeline({
          ...JSON.parse(JSON.stringify(fitted)),
          steps: [{ kind: step.kind, columns: ['age'], options: 1, state: 2 }],
        }),
      {
        code: 'pipeline-invalid',
      },
    );
  });
}
