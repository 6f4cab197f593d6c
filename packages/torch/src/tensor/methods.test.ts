import assert from 'node:assert/strict';
import test from 'node:test';
import * as torch from '@capstan/torch';

const refuses = (code: string, pattern: RegExp) => (error: unknown) =>
  error instanceof torch.TorchError && error.code === code && pattern.test(error.message);

test('methods that stand above operators refuse what they do not know', () => {
  using _ = torch.scope();
  const x = torch.ones([2]).requiresGrad_();
  const misspelt = { retain_graph: true } as never;
  assert.throws(() => x.sum().backward(undefined, misspelt), refuses('unknown-option', /Did you mean 'retainGraph'/));
  assert.throws(() => x.registerHook(3 as never), refuses('wrong-argument', /body: expected a function, received 3/));
  assert.throws(() => x.to('cpu', { dtyp: 'int64' } as never), refuses('unknown-option', /Did you mean 'dtype'/));
  for (const name of ['toArray', 'cpu', 'size'] as const)
    assert.throws(() => Reflect.apply(x[name], x, [0, 1]), refuses('too-many-arguments', /Tensor\.\w+ takes/));
  assert.equal(x.grad, undefined); // nothing was computed
});

test('a list within a list may hold whatever the list may', () => {
  assert.deepEqual([...torch.tensor([[1n], [2n ** 62n]]).data()], [1n, 2n ** 62n]);
  assert.equal(String(torch.tensor([[new torch.Complex(1, 2)]])), 'tensor([[1.+2.j]])');
});
