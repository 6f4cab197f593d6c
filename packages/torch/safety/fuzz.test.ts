import assert from 'node:assert/strict';
import test from 'node:test';
import { fuzz } from './fuzz.ts';

test('ten thousand wrong calls give JavaScript errors alone, and leave no tensor behind', async () => {
  const result = await fuzz({ calls: 10_000, seed: 1 });
  assert.deepEqual(result.crashes, []);
  assert.equal(result.calls, 10_000);
  assert.equal(result.leaked, 0);
  assert(result.threw > 5000 && result.returned > 100);
});
