import assert from 'node:assert/strict';
import test from 'node:test';
import * as torch from '../index.ts';
import { TorchError } from '../index.ts';

const refuses = (code: string, pattern: RegExp) => (error: unknown) =>
  error instanceof TorchError && error.code === code && pattern.test(error.message);

test('numbers become float32 whatever their values, bigints int64, booleans bool', () => {
  using _ = torch.scope();
  assert.equal(torch.tensor([1, 2]).dtype, 'float32');
  assert.equal(torch.tensor([1n, 2n]).dtype, 'int64');
  assert.equal(torch.tensor([true]).dtype, 'bool');
  assert.equal(torch.tensor([1, 2], { dtype: 'int64' }).dtype, 'int64');
  assert.equal(torch.tensor(new Int16Array(3)).dtype, 'int16');
  assert.equal(torch.full([2], 7).dtype, 'float32');
  assert.equal(torch.arange(3).dtype, 'int64');
  assert.equal(torch.arange(0, 1, 0.5).dtype, 'float32');
});

test('every dtype goes in and comes back', () => {
  using _ = torch.scope();
  const dtypes = 'uint8 int8 int16 int32 int64 float16 float32 float64 bfloat16 bool'.split(' ') as torch.DType[];
  for (const dtype of dtypes) {
    const x = torch.tensor([0, 1, 1], { dtype });
    assert.equal(x.dtype, dtype);
    assert.deepEqual(x.toArray(), dtype === 'bool' ? [false, true, true] : [0, 1, 1]);
  }
  assert.deepEqual(torch.tensor([2n ** 62n]).toArray(), [2n ** 62n]);
  assert.deepEqual(torch.tensor([new torch.Complex(1, -2)]).toArray(), [new torch.Complex(1, -2)]);
  assert.deepEqual([...torch.tensor([1.5, -2]).data()], [1.5, -2]);
});

test('fromTypedArray copies, and refuses what does not fit', () => {
  using _ = torch.scope();
  const array = new Float32Array([1, 2, 3, 4]);
  const x = torch.fromTypedArray(array, [2, 2]);
  array[3] = 40;
  assert.deepEqual(x.toArray(), [
    [1, 2],
    [3, 4],
  ]);
  for (const options of [{}, { transfer: true }]) {
    assert.throws(() => torch.fromTypedArray(array, [3], options), /needs 12 bytes, the array holds 16/);
    assert.throws(() => torch.fromTypedArray(array, [-4], options), /negative/);
    assert.throws(() => torch.fromTypedArray(array, [2 ** 40, 2 ** 40], options), /overflows|needs/);
    assert.throws(() => torch.fromTypedArray(array, [1.5], options), /no integer/);
    assert.throws(() => torch.fromTypedArray(array, [Number.NaN], options), /no integer/);
  }
});

test('ragged and mixed arrays are refused', () => {
  assert.throws(() => torch.tensor([[1, 2], [3]]), refuses('shape', /2 elements, received 1/));
  assert.throws(() => torch.tensor([1, [2]] as never), refuses('shape', /./));
  assert.throws(() => torch.tensor([1, true] as never), refuses('type', /number.*boolean/));
  assert.throws(() => torch.tensor(['a'] as never), refuses('type', /string/));
});

test('the identity, square or not, with options', () => {
  using _ = torch.scope();
  assert.deepEqual(torch.eye(2, { dtype: 'int64' }).toArray(), [
    [1, 0],
    [0, 1],
  ]);
  assert.deepEqual(torch.eye(1, 3, { dtype: 'float64' }).shape, [1, 3]);
  assert.equal(torch.eye(1, 3, { dtype: 'float64' }).dtype, 'float64');
});

test('ELLIPSIS keeps its type when it is taken out of the module', () => {
  using _ = torch.scope();
  const { ELLIPSIS, slice } = torch;
  const x = torch.arange(24).view(2, 3, 4);
  assert.deepEqual(x.at(ELLIPSIS, slice(1, 3)).shape, [2, 3, 2]);
  assert.deepEqual(x.at(0, ELLIPSIS, 1).toArray(), [1, 5, 9]);
  assert.deepEqual(x.at(ELLIPSIS, ELLIPSIS).shape, [2, 3, 4]); // as in PyTorch
});

test('facts', () => {
  using _ = torch.scope();
  const x = torch.zeros([2, 3, 4]);
  assert.deepEqual(x.shape, [2, 3, 4]);
  assert.deepEqual(x.stride(), [12, 4, 1]);
  assert.equal(x.ndim, 3);
  assert.equal(x.numel(), 24);
  assert.equal(x.device, 'cpu');
  assert.equal(x.layout, 'strided');
  assert.equal(x.isContiguous(), true);
  assert.equal(x.permute(2, 0, 1).isContiguous(), false);
  assert.equal(x.at(0).storageAddress(), x.storageAddress());
  assert.equal(JSON.stringify(torch.tensor([[1, 2]])), '[[1,2]]');
});

test('item', () => {
  using _ = torch.scope();
  assert.equal(torch.tensor(2.5).item(), 2.5);
  assert.equal(torch.tensor(true).item(), 1);
  assert.throws(() => torch.ones([2]).item(), /elements/);
  assert.throws(() => torch.tensor(2n ** 60n).item(), refuses('value', /2\^53/));
});

test('to converts dtype, device and memory format, and names what it does not know', () => {
  using _ = torch.scope();
  const x = torch.ones([1, 2, 2, 2]);
  assert.equal(x.to('float64').dtype, 'float64');
  assert.equal(x.to({ memoryFormat: 'channelsLast' }).isContiguous({ memoryFormat: 'channelsLast' }), true);
  assert.equal(x.to(torch.tensor([1n])).dtype, 'int64');
  assert.throws(() => x.to('flaot32' as never), refuses('type', /did you mean 'float32'/));
  assert.throws(
    () => x.to('cuda:99'),
    (error) => error instanceof TorchError,
  );
});

test('a freed tensor is a clear error wherever it is used', () => {
  const x = torch.ones([2]);
  x.dispose();
  x.dispose();
  assert.equal(x.isFreed, true);
  assert.throws(() => x.shape, refuses('freed', /used after it was freed/));
  assert.throws(() => x.add(1), refuses('freed', /keep\(\)/));
  assert.throws(() => torch.cat([torch.ones([2]), x]), refuses('freed', /./));
});

test('named and positional arguments are the same', () => {
  using _ = torch.scope();
  const x = torch.arange(6).view(2, 3).float();
  assert.deepEqual(x.sum(1, true).shape, [2, 1]);
  assert.deepEqual(x.sum(1, { keepdim: true }).shape, [2, 1]);
  assert.deepEqual(x.sum([0, 1]).shape, []);
  assert.deepEqual(x.view([3, -1]).shape, [3, 2]);
  assert.deepEqual(torch.permute(x, [1, 0]).shape, [3, 2]);
  assert.deepEqual(x.add(1, { alpha: 2 }).at(0, 0).item(), 2);
  const [values, indices] = x.max(1);
  assert.deepEqual(values.toArray(), [2, 5]);
  assert.equal(indices.dtype, 'int64');
  assert.equal(x.max().item(), 5);
  assert.equal(torch.var(x).item().toFixed(4), '3.5000');
});

test('in-place operators return their own object', () => {
  using _ = torch.scope();
  const x = torch.zeros([2]);
  assert.equal(x.add_(1), x);
  const out = torch.empty([2]);
  assert.equal(torch.add(x, x, { out }), out);
  assert.deepEqual(out.toArray(), [2, 2]);
});

test('errors name the operator, the arguments, the shapes and the way out', () => {
  using _ = torch.scope();
  const x = torch.ones([2, 3]);
  assert.throws(
    () => x.matmul(x),
    (error) => {
      assert(error instanceof TorchError);
      assert.equal(error.op, 'matmul');
      assert.match(error.message, /Tensor\[2, 3\] float32, Tensor\[2, 3\] float32/);
      return true;
    },
  );
  assert.throws(() => x.sum(1, { keepDim: true } as never), refuses('signature', /did you mean 'keepdim'/));
  assert.throws(() => torch.add(x, 'a' as never), refuses('signature', /add\(self: Tensor, other: Tensor/));
  assert.throws(() => x.view(1.5, 2), refuses('signature', /./));
  assert.throws(() => x.at(0, 0, 0), refuses('index', /3 indices for a tensor of 2 dimensions/));
  assert.throws(() => torch.operator<() => void>('aten::no_such_thing')(), refuses('not-implemented', /no_such_thing/));
});

test('operators of a namespace, and with many results', () => {
  using _ = torch.scope();
  const aten = torch.operators('aten');
  assert.deepEqual((aten.relu!(torch.tensor([-1, 2])) as torch.Tensor).toArray(), [0, 2]);
  assert.equal(torch.arange(5000).unbind(0).length, 5000); // more results than the command buffer has cells
  const joined = torch.stack(torch.arange(6000).unbind(0)); // more arguments too
  assert.equal(joined.sum().item(), 17997000);
});
