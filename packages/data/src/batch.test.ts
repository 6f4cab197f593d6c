import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as torch from '@capstan/torch';
import { freeBatch, loadEngine, toBatch } from './batch.ts';

// As a loader's: threads fill it.
const numbers = new Float32Array(new SharedArrayBuffer(4 * 2 * 3 * 4 * 4));
numbers.set(numbers.map((_, i) => i));
const make = async () =>
  toBatch(await loadEngine(), numbers, [2, 3, 4, 4], Int32Array.of(5, 7, 9), Int32Array.of(2, 0));

test('a batch is what lies in its memory, and frees what it took', async () => {
  const before = torch.memory().tensors;
  const batch = await make();
  assert.deepEqual(Array.from(batch.input.data(), Number), [...numbers]);
  assert.deepEqual(Array.from(batch.target.data(), Number), [9, 5]);
  assert.equal(batch.size, 2);
  assert.equal(batch.input.device, 'cpu');
  freeBatch(batch);
  assert.equal(torch.memory().tensors, before);
});

const there = torch.cuda.isAvailable();

test('without a GPU nothing is pinned or copied', { skip: there && 'there is a GPU' }, async () => {
  const batch = await make();
  numbers[0] = 41;
  assert.equal(batch.input.at(0, 0, 0, 0).item(), 41); // the memory itself
  numbers[0] = 0;
  freeBatch(batch);
});

test('with a GPU a batch lies in pinned memory', { skip: !there && 'there is no GPU' }, async () => {
  const batch = await make();
  assert.ok(batch.input.isPinned());
  const far = batch.input.to('cuda', { nonBlocking: true });
  freeBatch(batch); // the allocator keeps the memory until the copy is done
  assert.deepEqual(Array.from(far.cpu().data(), Number), [...numbers]);
});
