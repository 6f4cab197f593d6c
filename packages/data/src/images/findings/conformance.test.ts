import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pictureFindings } from './index.ts';

test('kinds stand once, each with a sentence on what it is', () => {
  const kinds = pictureFindings.map(({ kind }) => kind);
  assert.equal(new Set(kinds).size, kinds.length);
  for (const { kind, about, hint, what } of pictureFindings) {
    assert.ok(/^[a-z-]+$/.test(kind) && about.endsWith('.') && !hint.endsWith('.'), kind);
    assert.ok(what(1) !== '' && what(2) !== '', kind);
  }
});
