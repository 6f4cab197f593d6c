import assert from 'node:assert/strict';
import { test } from 'node:test';
import { data, type Tensor, tensor } from '../index.ts';

function* numbers(): Generator<Tensor> {
  for (let i = 0; i < 5; i++) yield tensor([i]);
}

test('what is iterated comes in batches, the last one smaller or left out', () => {
  const batches = (dropLast: boolean) =>
    [...new data.DataLoader(numbers(), { batchSize: 2, dropLast })].map((batch) => (batch as Tensor).toArray());
  assert.deepEqual(batches(false), [[[0], [1]], [[2], [3]], [[4]]]);
  assert.deepEqual(batches(true), [
    [[0], [1]],
    [[2], [3]],
  ]);
});

test('what arrives later is awaited', async () => {
  async function* later(): AsyncGenerator<Tensor> {
    for (const each of numbers()) yield each;
  }
  const sizes: number[] = [];
  for await (const batch of new data.DataLoader(later(), { batchSize: 3 })) sizes.push((batch as Tensor).shape[0]!);
  assert.deepEqual(sizes, [3, 2]);
  assert.throws(() => [...new data.DataLoader(later())], /for await/);
});

test('it has no order and no length', () => {
  assert.throws(() => new data.DataLoader(numbers(), { shuffle: true }), /no order to choose/);
  assert.throws(() => new data.DataLoader(numbers()).length, /no length/);
  assert.throws(() => new data.DataLoader(numbers(), { batchSize: 0 }), /batchSize of 1 or more/);
});
