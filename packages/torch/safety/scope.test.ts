import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate } from 'node:timers/promises';
import * as torch from '../src/index.ts';
import { nn } from '../src/index.ts';
import { collectGarbage } from '../src/testing/collect-garbage.ts';

const tensors = () => torch.memory().tensors;

test('handles and bytes balance for every kind of creation, result and error', () => {
  const body = () => {
    using _ = torch.scope();
    const x = torch.rand([4, 4], { requiresGrad: true });
    torch.tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { dtype: 'int64' },
    );
    torch.fromTypedArray(new Float32Array(64), [8, 8]);
    torch.arange(10).unbind(0);
    x.svd();
    x.max(1);
    x.mul(2).sum().backward();
    x.at(0, torch.slice(1, 3));
    x.at([0, 1], null, torch.ELLIPSIS);
    torch.noGrad(() => x.add_(1));
    torch.add(torch.ones([2]), 1, { out: torch.empty([2]) });
    x.toString();
    x.data();
    x.grad;
    assert.throws(() => x.matmul(torch.ones([3])));
    assert.throws(() => x.add('a' as never));
    assert.throws(() => torch.cat([x, torch.ones([1, 2, 3])]));
    assert.throws(() => torch.tensor([[1], [2, 3]]));
  };
  body();
  const before = torch.memory();
  for (let i = 0; i < 200; i++) body();
  const after = torch.memory();
  assert.equal(after.tensors, before.tensors);
  assert(after.bytes - before.bytes <= 200 * 1024, `${after.bytes - before.bytes} bytes more`); // arrays that wait for the next call
});

test('what is returned survives: nested arrays, maps, sets and modules', () => {
  const before = tensors();
  const kept = torch.scope(() => {
    torch.ones([3]);
    const layer = new nn.Linear(2, 2);
    return {
      list: [[torch.ones([1])]],
      map: new Map([['a', torch.ones([2])]]),
      set: new Set([torch.ones([3])]),
      layer,
    };
  });
  assert.equal(kept.list[0]![0]!.numel(), 1);
  assert.equal(kept.map.get('a')!.numel(), 2);
  assert.equal([...kept.set][0]!.numel(), 3);
  assert.equal(kept.layer.weight.numel(), 4);
  assert.equal(tensors() - before, 5);
});

test('a using scope across an await is a clear error', async () => {
  await assert.rejects(
    async () => {
      using _ = torch.scope();
      await setImmediate();
    },
    (error) => error instanceof torch.TorchError && error.code === 'scope' && /await torch.scope/.test(error.message),
  );
});

function* yielding() {
  using _ = torch.scope();
  yield torch.ones([3]);
}

test('a generator that stops inside of a scope does not take the tensors of others with it', async () => {
  collectGarbage();
  const before = tensors();
  const stopped = yielding();
  {
    using _ = torch.scope();
    const inner = yielding();
    inner.next();
    torch.ones([2]); // in the scope that the generator left open
    assert.equal(torch.ones([2]).sum().item(), 2);
  }
  const mine = torch.ones([4]);
  stopped.next();
  await setImmediate();
  const outside = torch.ones([5]);
  assert.throws(
    () => stopped.next(),
    (error) => error instanceof torch.TorchError && error.code === 'scope' && /`yield`/.test(error.message),
  );
  assert(!outside.isFreed && !mine.isFreed);
  for (let i = 0; i < 3; i++) {
    collectGarbage();
    await setImmediate();
  }
  assert.equal(tensors() - before, 2);
});

test('interleaved asynchronous scopes own their own', async () => {
  collectGarbage(); // what earlier tests left would otherwise go meanwhile
  const before = tensors();
  const body = (n: number) =>
    torch.scope(async () => {
      const mine: torch.Tensor[] = [];
      for (let i = 0; i < 5; i++) {
        mine.push(torch.full([n], i));
        await setImmediate();
      }
      assert(mine.every((tensor) => !tensor.isFreed));
      return mine[n]!;
    });
  const kept = await Promise.all([body(1), body(2), body(3)]);
  assert.deepEqual(
    kept.map((tensor) => tensor.numel()),
    [1, 2, 3],
  );
  assert.equal(tensors() - before, 3);
  await assert.rejects(
    torch.scope(async () => {
      torch.ones([2]);
      await setImmediate();
      throw new Error('inside');
    }),
    /inside/,
  );
  assert.equal(tensors() - before, 3);
});

test('a synchronous loop without scopes stays bounded', () => {
  const before = torch.memory({ resetPeak: true }).bytes;
  for (let i = 0; i < 3000; i++) torch.ones([256, 256]); // 750 MB in all
  const grown = torch.memory().peakBytes - before;
  assert(grown < 400 * 2 ** 20, `${grown} bytes at once`);
});

test('an argument whose getter or Proxy calls the engine gives the right result', () => {
  using _ = torch.scope();
  const x = torch.ones([2, 3]);
  const options = {
    get dim() {
      return x.ndim - 1;
    },
  };
  assert.deepEqual(x.sum(options as never).toArray(), [3, 3]);
  const list = new Proxy([0, 1], {
    get: (target, key) => {
      x.add(1);
      return Reflect.get(target, key);
    },
  });
  assert.equal(x.sum(list).item(), 6);
  assert.throws(() => torch.zeros(new Array(2 ** 31) as number[]), /longer than a call may be/);
});
