// Every kind of step of the list, held to what each must keep.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { trainFold } from '../split/fold.ts';
import type { Columns } from '../table/memory/columns.ts';
import { makeStep } from './contract.ts';
import * as makers from './index.ts';
import { parsePipeline, pipeline } from './pipeline.ts';
import { stepKinds } from './registry.ts';

const columns: Columns = {
  age: Float64Array.from({ length: 40 }, (_, i) => 20 + ((i * 13) % 45)),
  pay: Float64Array.from({ length: 40 }, (_, i) => 900 + ((i * 131) % 4000)),
  job: Array.from({ length: 40 }, (_, i) => ['cook', 'nurse', 'pilot'][i % 3]!),
  day: Float64Array.from({ length: 40 }, (_, i) => Date.UTC(2024, 0, 1 + i)),
  risk: Array.from({ length: 40 }, (_, i) => (i % 5 === 0 ? 'bad' : 'good')),
};

test('each is exported under its kind, says what it does, and adding one is a file and a line', () => {
  assert.deepEqual(
    Object.keys(makers),
    Object.values(makers).map(({ kind }) => kind.kind),
  );
  assert.equal(new Set(stepKinds.map(({ kind }) => kind)).size, Object.keys(makers).length);
  for (const { kind, about } of stepKinds) assert.match(about, /^[A-Z0-9].{10,}\.$/, kind);
  for (const file of ['contract.ts', 'registry.ts', 'pipeline.ts', 'row-faults.ts', '../index.ts']) {
    const whole = readFileSync(join(import.meta.dirname, file), 'utf8');
    const source = whole.replace(/^\s*(\/\/|\*|\/\*\*).*$/gm, '').replace(/'[^'\n]*'/g, ''); // no comments, no hints
    const named = Object.keys(makers).filter(
      (kind) => new RegExp(`\\b${kind}\\b(?!-)`).test(source) && kind !== 'tfidf',
    );
    assert.deepEqual(named, [], file);
  }
});

test('an option that there is not is refused with the nearest', () => {
  for (const kind of stepKinds)
    assert.throws(() => makeStep(kind, kind.example.columns, { ...kind.example.options, zzz: 1 }), {
      code: 'option-invalid',
      message: /'zzz'/,
    });
});

for (const kind of stepKinds) {
  const step = makeStep(kind, kind.example.columns, kind.example.options ?? {});
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
