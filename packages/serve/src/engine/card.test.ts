import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelCard } from '@capstan/models';
import { readCard } from './card.ts';

const preprocessing = { kind: 'image', size: [8, 6], channels: 3, resize: 'crop', ratio: 1 };
const statistics = { mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2] };
const card: ModelCard = {
  format: 'capstan-model',
  version: 1,
  architecture: 'x',
  options: {},
  classes: ['a', 'b'],
  preprocessing: { ...preprocessing, ...statistics },
  input: { name: 'input', shape: [1, 3, 8, 6], dtype: 'float32' },
  output: { name: 'logits', shape: [1, 2], dtype: 'float32' },
  weights: 'model.safetensors',
  bytes: 0,
  sha256: '0'.repeat(64),
};

test('a classifier of pictures takes pictures and gives probabilities', () => {
  const { signature } = readCard(card);
  assert.deepEqual(signature.inputs, [{ name: 'input', datatype: 'FP32', shape: [-1, 3, 8, 6] }]);
  assert.deepEqual(
    signature.outputs.map(({ name, shape }) => [name, shape]),
    [
      ['logits', [-1, 2]],
      ['probabilities', [-1, 2]],
    ],
  );
  assert.deepEqual(signature.pictures?.size, [8, 6]);
});

test('pictures may have as many pixels as the card says, and the statistics stay what they were', () => {
  const limited = readCard({ ...card, preprocessing: { ...preprocessing, ...statistics, maxPixels: 12_000_000 } });
  assert.equal(limited.maxPixels, 12_000_000);
  assert.deepEqual(limited.preprocessing, { ...preprocessing, ...statistics });
  assert.equal(readCard(card).maxPixels, undefined);
});

test('other models take tensors alone', () => {
  const { signature, preprocessing } = readCard({ ...card, classes: [], preprocessing: { kind: 'smell' } });
  assert.equal(preprocessing, undefined);
  assert.equal(signature.pictures, undefined);
  assert.equal(signature.outputs.length, 1);
});

test('an input of any size fits every size of picture', () => {
  assert.ok(readCard({ ...card, input: { ...card.input, shape: [-1, 3, -1, -1] } }).signature.pictures);
});

const faults: [what: string, changes: Partial<ModelCard>, message: RegExp][] = [
  ['a type that does not travel', { input: { ...card.input, dtype: 'complex64' } }, /complex64.*float32/],
  ['a shape without rows', { input: { ...card.input, shape: [] } }, /has shape \[\]/],
  ['a class that is there twice', { classes: ['a', 'a'] }, /class "a" is there twice/],
  ['a size of none', { output: { ...card.output, shape: [-1, 0] } }, /sizes above 0/],
  ['classes that the output does not have', { classes: ['a', 'b', 'c'] }, /3 classes and output \[-1, 2\]/],
  ['pictures of another size', { input: { ...card.input, shape: [-1, 3, 8, 8] } }, /become \[-1, 3, 8, 6\]/],
  ['a mean too few', { preprocessing: { ...preprocessing, ...statistics, mean: [0, 0] } }, /each channel/],
  [
    'a deviation of 0',
    { preprocessing: { ...preprocessing, ...statistics, std: [0, 1, 1] } },
    /std: Expected numbers above 0/,
  ],
  ['a size that is no number', { preprocessing: { ...preprocessing, ...statistics, size: ['8', 6] } }, /size\[0\]/],
  ['a gigantic size', { preprocessing: { ...preprocessing, ...statistics, size: [1e9, 6] } }, /size\[0\]/],
];
for (const [what, changes, message] of faults) {
  test(`a card with ${what} is refused`, () => {
    assert.throws(() => readCard({ ...card, ...changes }), { code: 'model-unloadable', message });
  });
}
