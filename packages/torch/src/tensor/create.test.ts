import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Complex, full, ones, type TorchError, tensor } from '../index.ts';

const refused = (code: string, words: RegExp) => (error: TorchError) =>
  error.code === code && words.test(error.message);

test('what a dtype of integers cannot hold is refused, not wrapped around', () => {
  const out = (value: number, dtype: 'uint8' | 'int32' | 'int64') => () => tensor([0, value], { dtype });
  assert.throws(out(-1, 'uint8'), refused('value', /element 1 is -1, which uint8 cannot hold: it goes from 0 to 255/));
  assert.throws(out(256, 'uint8'), refused('value', /256/));
  assert.throws(out(3e9, 'int32'), refused('value', /-2147483648 to 2147483647/));
  assert.throws(out(Number.NaN, 'int64'), refused('value', /NaN/));
  assert.throws(out(Number.POSITIVE_INFINITY, 'int64'), refused('value', /Infinity/));
  assert.throws(out(2 ** 63, 'int64'), refused('value', /9223372036854775808/));
  assert.throws(() => tensor([2n ** 63n]), refused('value', /int64 cannot hold/));
  assert.throws(() => tensor([-1], { dtype: 'uint64' }), refused('value', /uint64/));
});

test('what it can hold arrives whole, and fractions are cut as in PyTorch', () => {
  assert.deepEqual(tensor([0, 255], { dtype: 'uint8' }).toArray(), [0, 255]);
  assert.deepEqual(tensor([1.5, -2.7, 255.9], { dtype: 'int64' }).toArray(), [1, -2, 255]);
  assert.deepEqual(tensor([255.9], { dtype: 'uint8' }).toArray(), [255]);
  assert.deepEqual([...tensor([-(2 ** 63), 2 ** 62], { dtype: 'int64' }).data()], [-(2n ** 63n), 2n ** 62n]);
  assert.deepEqual([...tensor([2n ** 64n - 1n], { dtype: 'uint64' }).data()], [2n ** 64n - 1n]);
  assert.deepEqual(tensor([3e9, Number.NaN]).toArray(), [3e9, Number.NaN]);
  assert.deepEqual(tensor([2, 0], { dtype: 'bool' }).toArray(), [true, false]);
  assert.deepEqual(tensor([2n ** 70n], { dtype: 'float64' }).toArray(), [2 ** 70]);
  assert.deepEqual([...tensor([[1n], [2n ** 62n]]).data()], [1n, 2n ** 62n]);
  assert.deepEqual(String(tensor([[new Complex(1, 2)]])), 'tensor([[1.+2.j]])');
});

test('complex numbers do not lose their imaginary part without a word', () => {
  assert.throws(() => tensor([new Complex(1, 2)], { dtype: 'float32' }), refused('dtype', /complex/));
});

test('a Float16Array is float16', () => {
  const half = tensor(new Float16Array([1.5, -2, 65504]));
  assert.equal(half.dtype, 'float16');
  assert.deepEqual(half.toArray(), [1.5, -2, 65504]);
});

test('whole numbers from 2^53 on are integers, as long as int64 holds them', () => {
  const one = tensor([1], { dtype: 'int64' });
  assert.equal(one.add(2 ** 60).dtype, 'int64');
  assert.deepEqual([...one.add(2 ** 60).data()], [2n ** 60n + 1n]);
  assert.deepEqual([...one.mul(-(2 ** 62)).data()], [-(2n ** 62n)]);
  assert.equal(one.mul(1e20).dtype, 'float32'); // no int64 holds it: a float, as 1e20 is in Python
  assert.deepEqual(
    tensor([1.5], { dtype: 'float64' })
      .mul(2 ** 60)
      .toArray(),
    [1.5 * 2 ** 60],
  );
  assert.deepEqual([...full([1], 2 ** 60, { dtype: 'int64' }).data()], [2n ** 60n]);
});

test('T reverses all dimensions, as in PyTorch', () => {
  assert.deepEqual(ones([2, 3, 4]).T.shape, [4, 3, 2]);
  assert.deepEqual(ones([2, 3]).T.shape, [3, 2]);
  assert.deepEqual(ones([3]).T.shape, [3]);
  assert.deepEqual(ones([]).T.shape, []);
  assert.equal(ones([2, 3]).T.storageAddress() !== 0, true);
});

test('to takes a device and a dtype', () => {
  const moved = ones([2]).to('cpu', 'float64');
  assert.deepEqual([moved.device, moved.dtype], ['cpu', 'float64']);
  assert.equal(ones([2]).to('float64', { copy: true }).dtype, 'float64');
});

test('indices that are no whole numbers are refused', () => {
  assert.throws(() => ones([3]).at([1.5]), refused('index', /whole numbers as indices, received 1.5/));
});
