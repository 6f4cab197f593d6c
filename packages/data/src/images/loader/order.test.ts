import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '@capstan/base';

import { epochLength, epochOrder, shareOf } from './order.ts';

const labels = Int32Array.from([...new Array(10).fill(0), ...new Array(4).fill(1), ...new Array(3).fill(2)]);
const order = (balance: 'none' | 'oversample' | 'undersample', epoch: number, shuffle = true, seed = 1) =>
  epochOrder(labels, { random: new Random(seed), epoch, shuffle, balance });
const perClass = (index: Int32Array) => [0, 1, 2].map((k) => index.filter((i) => labels[i] === k).length);

test('without balance every picture comes once, in an order of the epoch', () => {
  const first = order('none', 0);
  assert.deepEqual(first.index.toSorted(), Int32Array.from(labels.keys()));
  assert.ok(first.draw.every((draw) => draw === 0));
  assert.deepEqual(order('none', 0), first);
  assert.notDeepEqual(order('none', 1).index, first.index);
  assert.notDeepEqual(order('none', 0, true, 2).index, first.index);
  assert.deepEqual(order('none', 3, false).index, Int32Array.from(labels.keys()));
});

test('oversampling brings every class to the largest, each picture about equally often, each time anew', () => {
  const { index, draw } = order('oversample', 0);
  assert.equal(index.length, epochLength(labels, 'oversample'));
  assert.deepEqual(perClass(index), [10, 10, 10]);
  const seen = new Map<number, number[]>();
  for (const [k, i] of index.entries()) seen.set(i, [...(seen.get(i) ?? []), draw[k]!]);
  assert.equal(seen.size, labels.length, 'none is left out');
  for (const [i, draws] of seen) {
    assert.deepEqual(draws, [...draws.keys()], 'draws are numbered');
    if (labels[i] === 1) assert.ok(draws.length === 2 || draws.length === 3);
  }
});

test('undersampling brings every class to the smallest, others each epoch', () => {
  const epochs = [0, 1, 2, 3, 4, 5].map((epoch) => order('undersample', epoch).index);
  for (const index of epochs) assert.deepEqual(perClass(index), [3, 3, 3]);
  const used = new Set(epochs.flatMap((index) => [...index].filter((i) => labels[i] === 0)));
  assert.ok(used.size > 6, 'no epoch sees the same few');
});

test('processes share out one order: together they see all, each as many, none twice but to fill up', () => {
  const order = { index: Int32Array.from({ length: 10 }, (_, i) => 9 - i), draw: new Int32Array(10) };
  const shares = [0, 1, 2, 3].map((rank) => [...shareOf(order, rank, 4).index]);
  assert.deepEqual(shares, [
    [9, 5, 1],
    [8, 4, 0],
    [7, 3, 9],
    [6, 2, 8],
  ]);
});
