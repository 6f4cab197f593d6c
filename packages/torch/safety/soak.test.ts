import assert from 'node:assert/strict';
import test from 'node:test';
import { soak } from './soak.ts';

test('training in scopes leaves no tensor behind and bytes where they were', async () => {
  const { steps, samples } = await soak({ seconds: 5 });
  assert(steps >= 60);
  const [first, last] = [samples[2]!, samples[19]!]; // the first steps make the optimizers' state
  // Fewer at the end: what was made outside of scopes, with the models, waits for the garbage collector.
  assert(last.tensors <= first.tensors, `${last.tensors} tensors at the end, ${first.tensors} before`);
  assert(last.bytes <= first.bytes, `${last.bytes} bytes at the end, ${first.bytes} before`);
});

test('without scopes the finalizers bound what waits', async () => {
  const { peakBytes } = await soak({ seconds: 5, scopes: false });
  assert(peakBytes < 600 * 2 ** 20, `${peakBytes} bytes at once`);
});
