import assert from 'node:assert/strict';
import test from 'node:test';
import * as torch from '../index.ts';

test('copies that do not block give the same values, and belong to no scope', async () => {
  const x = torch.tensor([1, 2, 3, 4.5]);
  assert.deepEqual([...(await x.dataAsync())], [1, 2, 3, 4.5]);
  assert.equal(await x.sum().itemAsync(), 10.5);
  let wide: Promise<torch.Tensor>;
  {
    using _ = torch.scope();
    wide = x.mul(2).toAsync({ dtype: 'float64' });
  }
  assert.deepEqual((await wide).toArray(), [2, 4, 6, 9]);
  assert.equal((await wide).dtype, 'float64');
  const same = await x.toAsync('cpu');
  assert(same !== x && same.isSame(x));
  same.dispose();
  assert.equal(x.sum().item(), 10.5);
  await assert.rejects(x.itemAsync(), torch.TorchError);
  x.dispose();
  await assert.rejects(x.dataAsync(), (error) => error instanceof torch.TorchError && error.code === 'freed');
});
