import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arange, tensor } from '@capstan/torch';
import { Rows } from './rows.ts';

test('rows of batches follow one another; shorter ones are filled up with NaN', () => {
  const same = new Rows();
  same.add(tensor([1, 2], { dtype: 'int64' }));
  same.add(tensor([3], { dtype: 'int64' }));
  assert.deepEqual([[...same.whole(Float64Array)], same.shape], [[1, 2, 3], []]);

  const boxes = new Rows();
  boxes.add(arange(4).reshape([2, 1, 2])); // two examples of one pair
  boxes.add(arange(6).add(10).reshape([1, 3, 2])); // one of three
  assert.deepEqual(boxes.shape, [3, 2]);
  const none = [Number.NaN, Number.NaN, Number.NaN, Number.NaN];
  assert.deepEqual([...boxes.whole(Float32Array)], [0, 1, ...none, 2, 3, ...none, 10, 11, 12, 13, 14, 15]);

  const masks = new Rows();
  masks.add(arange(2).reshape([1, 2, 1]));
  masks.add(arange(4).reshape([1, 2, 2]));
  assert.deepEqual([...masks.whole(Float64Array)], [0, Number.NaN, 1, Number.NaN, 0, 1, 2, 3]);
  assert.deepEqual([new Rows().shape, new Rows().whole(Float32Array).length], [[], 0]);
});
