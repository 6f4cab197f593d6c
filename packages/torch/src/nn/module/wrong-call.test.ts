// A layer that is called wrongly says what its forward takes, as every other call does, at the entry that users import.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nn, ones } from '@capstan/torch';

/** As plain JavaScript calls, of which no compiler knows. */
const plain = (layer: nn.Module) => layer as unknown as (...args: unknown[]) => unknown; // as: any arguments at all

test('a layer called wrongly says what its forward takes', () => {
  const linear = plain(new nn.Linear(2, 3));
  const x = ones([2, 2]);
  for (const [call, code, message] of [
    [() => linear(x, x), 'too-many-arguments', 'Linear: nn.Linear.forward takes 1 argument, received 2'],
    [() => linear(), 'too-few-arguments', 'Linear: nn.Linear.forward takes 1 argument, received 0'],
    [() => linear(3), 'wrong-argument', 'Linear: nn.Linear.forward: input: expected a Tensor, received 3'],
    [
      () => plain(new nn.Sequential(new nn.Linear(2, 3)))(ones([2, 5])),
      'runtime',
      '0 (Linear): expected input (…, 2), received (2, 5)',
    ],
  ] as const)
    assert.throws(call, (error: { code: string; message: string }) => {
      assert.deepEqual([error.code, error.message.split('\n')[0]], [code, message]);
      return true;
    });
});
