// Recorded calls with one argument wrong: a part of those that bend.ts makes.
import assert from 'node:assert/strict';
import test from 'node:test';
import * as torch from '../src/index.ts';
import { bend } from './bend.ts';
import { bends } from './bends.ts';

test('one call in 150 of the recorded ones, with one argument wrong, gives errors of ours alone', async () => {
  const { deaths, foreign, threw, returned } = await bend({ step: 150 });
  assert.deepEqual([deaths, foreign], [[], []]);
  assert.ok(threw > 200 && returned > 200, `${threw} threw, ${returned} returned`);
});

test('an index is wrong out of range and negative, a saved tensor by shape, dtype and layout', () => {
  using _ = torch.scope();
  const tensors = (value: torch.Tensor) =>
    bends(value)
      .flatMap((bend) => [bend()])
      .filter((each) => each instanceof torch.Tensor);
  const index = tensors(torch.tensor([0, 1], { dtype: 'int64' }));
  assert.ok(index.some((each) => each.numel() === 2 && each.dtype === 'int64' && each.max().item() === 100_000_000));
  assert.ok(index.some((each) => each.numel() === 2 && each.dtype === 'int64' && each.min().item() === -1));
  const saved = tensors(torch.ones([2, 3]));
  assert.ok(saved.some((each) => each.layout === 'sparseCsr') && saved.some((each) => each.dtype === 'complex64'));
  assert.ok(saved.some((each) => each.numel() === 0) && saved.some((each) => String(each.shape) === '1,3'));
});
