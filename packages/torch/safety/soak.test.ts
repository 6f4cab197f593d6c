import assert from 'node:assert/strict';
import test from 'node:test';
import { soak } from './soak.ts';

test('training in scopes leaves no tensor behind and bytes where they were', async () => {
  const { steps, tensors, bytes } = await soak({ seconds: 12 });
  assert(steps >= 60);
  assert(tensors[1] <= tensors[0], `${tensors[0]} tensors became ${tensors[1]}`); // the collector may free some of the first
  assert(Math.abs(bytes[1] - bytes[0]) <= 0.02 * bytes[0], `${bytes[0]} bytes became ${bytes[1]}`);
});

test('without scopes the finalizers bound what waits', async () => {
  const { peakBytes } = await soak({ seconds: 12, scopes: false });
  assert(peakBytes < 600 * 2 ** 20, `${peakBytes} bytes at once`);
});
