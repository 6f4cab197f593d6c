// Against models of tiny size made by Hugging Face's code: fixtures/hugging-face.json, recorded by tools/record.py. The files
// have its names; their weights are a formula of the place among the names.
import assert from 'node:assert/strict';
import { mkdtempDisposableSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { inferenceMode, save, setNumThreads, type Tensor, tensor } from '@capstan/torch';
import { BertClassifier, buildModel, freshLayers } from '../index.ts';
import { picture, sine } from './testing/sine.ts';

interface Case {
  architecture: string;
  options: Record<string, unknown>;
  keys: [string, number[]][];
  output: number[];
}

const { cases }: { cases: Case[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/hugging-face.json'), 'utf8'),
);
const texts = tensor(
  [
    [7, 3, 12, 44, 5],
    [9, 21, 2, 0, 0],
  ],
  { dtype: 'int64' },
);

setNumThreads(1);

function assertClose(output: Tensor, expected: number[]): void {
  const values = output.flatten().tolist() as number[]; // as: one dimension of floats
  assert.equal(values.length, expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  values.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) <= 1e-5 * scale, `${i}: ${value}, not ${expected[i]}`);
  });
}

for (const { architecture, options, keys, output } of cases) {
  test(`a file of Hugging Face's opens as ${architecture} and computes the same`, async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'capstan-weights-'));
    const file = join(folder.path, 'model.safetensors');
    const state = Object.fromEntries(
      keys.map(([key, shape], i) => [
        key,
        sine(shape, 0.7, i, 0.25, /([Nn]orm|before|after)\.weight$/.test(key) ? 1 : 0),
      ]),
    );
    await save(state, file);
    const model = buildModel(architecture, { ...options, weights: file }).eval();
    const hasHead = keys.some(([key]) => key === 'classifier.weight');
    assert.deepEqual(freshLayers(model), hasHead ? [] : ['classifier']);
    if (model instanceof BertClassifier) {
      assertClose(
        inferenceMode(() => (hasHead ? model(texts) : model.embed(texts))),
        output,
      );
    } else
      assertClose(
        inferenceMode(() => model(picture([2, 3, 32, 32]))),
        output,
      );
  });
}

test('a head for other classes stays fresh, and is named', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'capstan-weights-'));
  const file = join(folder.path, 'lenet.safetensors');
  await save(buildModel('lenet5', { channels: 1, classes: 10 }).stateDict(), file);
  const model = buildModel('lenet5', { channels: 1, classes: 3, weights: file });
  assert.deepEqual(freshLayers(model), ['output']);
});
