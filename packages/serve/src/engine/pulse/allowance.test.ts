import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowance } from './allowance.ts';

test('a batch may take twenty times what the warm-up took, and inputs of any size any time', () => {
  const hello = (shape: number[], rate: number) => {
    const inputs = [{ name: 'x', datatype: 'FP32' as const, shape }];
    return { signature: { inputs, outputs: [] }, rate };
  };
  assert.equal(allowance(hello([-1, 3, 32, 32], 0.5), 8, 2, 2000), 1500 + 20 * 16 * 2);
  assert.equal(allowance(hello([-1, -1], 0.5), 8, 2, 2000), Number.POSITIVE_INFINITY);
  assert.equal(allowance(hello([-1, 3], 0), 8, 2, 2000), Number.POSITIVE_INFINITY);
});
