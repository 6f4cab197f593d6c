// What packages/base/tools/entries/render-wraps.ts wrote: calls that cannot be wrong reach the callable as they came, all others
// the check.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Wrap } from './check-call.ts';
import type { Signatures } from './signatures.ts';

const at = (path: string) => new URL(`../../../torch/${path}`, import.meta.url).href;
const { wraps } = (await import(at('generated/wraps.ts'))) as { wraps: Readonly<Record<string, Wrap>> }; // as: generated
const { signatures } = (await import(at('generated/signatures.ts'))) as { signatures: Signatures }; // as: generated
const { Tensor } = (await import(at('src/tensor/tensor.ts'))) as { Tensor: { prototype: object } }; // as: a class

test('a wrap passes nothing or tensors on as they came, on the same object, and has all else checked', () => {
  assert.ok(Object.keys(wraps).length > 100 && wraps['F.relu'] && wraps['Tensor#dispose']);
  const [tensor, other] = [0, 1].map(() => Object.create(Tensor.prototype));
  const self = {};
  for (const [key, wrap] of Object.entries(wraps)) {
    const written = signatures.calls[key]!;
    const least = written.filter((line) => !/^(\.\.\.|\w+\?)/.test(line)).length;
    const calls: [to: string, on: unknown, args: readonly unknown[]][] = [];
    const wrapped = wrap(
      function (...args) {
        calls.push(['body', this, args]);
      },
      (on, args) => calls.push(['check', on, args]),
    );
    const tensors = [tensor, other, tensor, other];
    let passed = 0;
    for (let count = 0; count <= 4; count++) {
      const args = tensors.slice(0, count);
      wrapped.apply(self, args);
      const [to, on, given] = calls.pop()!;
      assert.deepEqual([on === self, given.length], [true, count], key);
      assert.ok(
        args.every((each, i) => given[i] === each),
        key,
      );
      if (to === 'check') continue;
      passed++;
      assert.ok(count >= least && count <= written.length, `${key} with ${count}`);
      assert.ok(
        written.slice(0, count).every((line) => line.split(/: |\|/).includes('@Tensor')),
        `${key} with ${count}`,
      );
    }
    assert.ok(passed > 0, key);
    for (const args of [[{}], [tensor, {}], [tensor, undefined], [1], ['x', tensor], Array(5).fill(tensor)]) {
      wrapped.apply(self, args);
      const [to, on, given] = calls.pop()!;
      assert.deepEqual([to, on === self, given], ['check', true, args], key);
    }
  }
});
