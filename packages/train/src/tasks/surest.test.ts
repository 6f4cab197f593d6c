import assert from 'node:assert/strict';
import { test } from 'node:test';
import { surest } from './surest.ts';

const claim = (kind: string, sure: number) => ({ task: { kind }, sure, reason: `as ${kind} sees it` });

test('the surest task is taken; of two that are as sure someone must say which; below half a claim none is taken', () => {
  assert.equal(surest([claim('a', 0.9), claim('b', 0.8)])?.task.kind, 'a');
  assert.equal(surest([claim('a', 0.4)]), undefined);
  assert.equal(surest([]), undefined);
  assert.throws(() => surest([claim('a', 0.7), claim('b', 0.7), claim('c', 0.6)]), {
    code: 'bad-project',
    message:
      'The data may be for a (as a sees it) or for b (as b sees it). Say which, with --task or task: in the project.',
  });
});
