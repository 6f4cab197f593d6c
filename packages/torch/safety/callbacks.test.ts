// JavaScript that throws inside of the engine: its own error comes out, and no tensor stays behind.
import assert from 'node:assert/strict';
import test from 'node:test';
import * as torch from '../src/index.ts';

class Mine extends Error {}
const boom = (): never => {
  throw new Mine('from a callback');
};

// Runs it in a scope; nothing of it may be alive afterwards.
function balanced(body: () => void): void {
  const before = torch.memory();
  {
    using _ = torch.scope();
    body();
  }
  const after = torch.memory();
  assert.equal(after.tensors, before.tensors);
  assert.equal(after.bytes, before.bytes);
}

test('a hook that throws', () =>
  balanced(() => {
    const x = torch.ones([3], { requiresGrad: true });
    const y = x.mul(2);
    y.registerHook(boom);
    assert.throws(() => y.sum().backward(), Mine);
    assert.equal(x.grad, undefined);
    x.registerPostAccumulateGradHook(boom);
    assert.throws(() => x.mul(3).sum().backward(), Mine);
    x.grad = null;
  }));

test('a custom function whose forward or backward throws, or returns what is no gradient', () =>
  balanced(() => {
    const x = torch.ones([3], { requiresGrad: true });
    const twice = (backward: () => never) =>
      torch.autogradFunction({ forward: (_, a: torch.Tensor) => a.mul(2), backward });
    const nothing = torch.autogradFunction({ forward: (_, _input: torch.Tensor) => boom(), backward: boom });
    assert.throws(() => nothing(x), Mine);
    assert.throws(() => twice(boom)(x).sum().backward(), Mine);
    for (const wrong of [1, 'x', { _handle: 1 }, [torch.ones([3]), 2], [torch.ones([3]), torch.ones([3])]])
      assert.throws(
        () =>
          twice(() => wrong as never)(x)
            .sum()
            .backward(),
        torch.TorchError,
      );
    const freed = torch.ones([3]);
    freed.dispose();
    assert.throws(
      () =>
        twice(() => [torch.ones([3]), freed] as never)(x)
          .sum()
          .backward(),
      torch.TorchError,
    );
  }));

test('an observer, a scope and a getter that throw', () =>
  balanced(() => {
    const x = torch.ones([2]);
    assert.throws(() => torch.observeOperators(() => x.add(1), boom), Mine);
    assert.throws(() => torch.scope(() => [x.add(1), boom()]), Mine);
    const options = Object.defineProperty({}, 'dim', { get: boom, enumerable: true });
    assert.throws(() => x.sum(options as never), Mine);
    assert.equal(x.add(1).sum().item(), 4);
  }));
