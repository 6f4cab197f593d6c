import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDocstring } from './docstring.ts';

test('a docstring comes apart into its sentence and tags', () => {
  const doc = parseDocstring(`/**
   * Splits (N, C)
   * at random.
   *
   * @param lengths of the parts,
   *   or fractions
   * @returns the parts
   * @throws {TorchError} if the lengths do not add up
   * @throws TorchError TYPE otherwise
   * @example
   * const parts = split(x, [
   *   0.9, // most
   *   0.1,
   * ]);
   */`);
  assert.deepEqual(doc, {
    text: 'Splits (N, C)\nat random.',
    params: [['lengths', 'of the parts, or fractions']],
    returns: 'the parts',
    throws: ['TorchError if the lengths do not add up', 'TorchError TYPE otherwise'],
    example: 'const parts = split(x, [\n  0.9, // most\n  0.1,\n]);',
    internal: false,
  });
});

test('one line, and what is internal', () => {
  assert.equal(parseDocstring('/** max(0, x). */').text, 'max(0, x).');
  assert.ok(parseDocstring('/** @internal Frees it. */').internal);
});
