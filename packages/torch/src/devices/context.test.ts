import assert from 'node:assert/strict';
import test from 'node:test';
import * as torch from '../index.ts';

test('the same seed gives the numbers that PyTorch gives', () => {
  using _ = torch.scope();
  torch.manualSeed(0);
  // torch.manual_seed(0); torch.randn(4) in PyTorch 2.11
  assert.deepEqual(
    (torch.randn([4]).toArray() as number[]).map((x) => x.toFixed(4)),
    ['1.5410', '-0.2934', '-2.1788', '0.5684'],
  );
});

test('generator state comes back', () => {
  using _ = torch.scope();
  const state = torch.getRngState();
  const first = torch.rand([3]).toArray();
  torch.setRngState(state);
  assert.deepEqual(torch.rand([3]).toArray(), first);
  const generator = new torch.Generator().manualSeed(7);
  const own = torch.rand([3], { generator }).toArray();
  assert.deepEqual(torch.rand([3], { generator: new torch.Generator().manualSeed(7) }).toArray(), own);
});

test('threads', () => {
  const before = torch.getNumThreads();
  torch.setNumThreads(1);
  assert.equal(torch.getNumThreads(), 1);
  torch.setNumThreads(before);
  assert.throws(() => torch.setNumThreads(0), /1 to 4096/);
  assert.throws(() => torch.setNumThreads(1.5), /integer/);
});

test('autocast runs matrix products in bfloat16 and is put back', () => {
  using _ = torch.scope();
  const x = torch.ones([4, 4]);
  assert.equal(torch.autocast('cpu', { dtype: 'bfloat16' }, () => x.matmul(x)).dtype, 'bfloat16');
  assert.equal(x.matmul(x).dtype, 'float32');
  assert.throws(() => torch.autocast('cpu', {}, async () => 1), /asynchronous/);
});

test('deterministic mode refuses what has no deterministic form', () => {
  torch.useDeterministicAlgorithms(true);
  assert.equal(torch.areDeterministicAlgorithmsEnabled(), true);
  torch.useDeterministicAlgorithms(false);
  assert.equal(torch.areDeterministicAlgorithmsEnabled(), false);
});

test('the version is one that is supported', () => {
  assert.match(torch.version(), /^2\.(9|10|11)\./);
});

test('CUDA devices are counted without asking for one', () => {
  assert.equal(torch.cuda.isAvailable(), torch.cuda.deviceCount() > 0);
  if (!torch.cuda.isAvailable()) assert.throws(() => torch.zeros([1], { device: 'cuda' }), torch.TorchError);
});
