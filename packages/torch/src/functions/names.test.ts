// Names and forms that Python's layer adds give what they give there: fixtures/names.json, by tools/record/record_names.py.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as torch from '../index.ts';

// as: written by record_names.py
const recorded = JSON.parse(readFileSync(new URL('../../fixtures/names.json', import.meta.url), 'utf8')) as {
  torch: string;
  cases: { call: string; python: string; result: unknown }[];
};

const plain = (value: unknown): unknown =>
  value instanceof torch.Tensor ? value.toArray() : Array.isArray(value) ? value.map(plain) : value;

function close(actual: unknown, expected: unknown, path: string): void {
  if (Array.isArray(expected)) {
    assert.ok(Array.isArray(actual), `${path}: expected a list, received ${actual}`);
    assert.equal(actual.length, expected.length, `${path}: length`);
    for (const [i, each] of expected.entries()) close(actual[i], each, `${path}[${i}]`);
  } else if (typeof expected === 'number')
    assert.ok(
      Math.abs(Number(actual) - expected) <= 1e-5 * Math.max(1, Math.abs(expected)),
      `${path}: expected ${expected}, received ${actual}`,
    );
  else assert.deepEqual(actual, expected, path);
}

test(`${recorded.cases.length} calls give what PyTorch ${recorded.torch} gives`, async (t) => {
  for (const { call, result } of recorded.cases)
    await t.test(call, () => {
      const run = new Function('torch', `return ${call};`) as (library: typeof torch) => unknown; // as: an expression of torch
      close(plain(run(torch)), result, call);
    });
});
