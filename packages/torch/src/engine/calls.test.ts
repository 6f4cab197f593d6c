import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nn, observeCalls, randn, type Tensor } from '../index.ts';

test('observeCalls tells of the calls with their tensors, and of none afterwards', () => {
  const layer = new nn.Linear(3, 2);
  const x = randn([4, 3]);
  const calls: [string, unknown, unknown][] = [];
  const y = observeCalls(
    () => layer(x).relu_(),
    ({ name, args, result }) => calls.push([name, args[0], result]),
  );
  assert.deepEqual(
    calls.map(([name]) => name),
    ['aten::linear', 'aten::relu_'],
  );
  assert.equal(calls[0]![1], x);
  assert.equal(calls[1]![1], calls[0]![2], 'an operator in place gives the tensor that it was given');
  assert.equal(y, calls[1]![2] as Tensor);
  assert.throws(() =>
    observeCalls(
      () => layer(randn([4, 5])),
      () => {},
    ),
  );
  layer(x);
  assert.equal(calls.length, 2);
});
