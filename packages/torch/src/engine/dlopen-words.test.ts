// What the loader of this system says, so that another one that says it otherwise is seen here.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { meaningOf } from './dlopen-words.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-dlopen-'));
after(() => rmSync(dir, { recursive: true, force: true }));

function said(path: string): string {
  try {
    process.dlopen({ exports: {} }, path);
  } catch (error) {
    assert.ok(error instanceof Error);
    return meaningOf(error.message);
  }
  assert.fail('it loads');
}

test('files that are no addon, and none at all', { skip: process.platform !== 'linux' && 'not Linux' }, () => {
  for (const [name, text] of Object.entries({ empty: '', text: 'no library at all '.repeat(10) })) {
    writeFileSync(join(dir, name), text);
    assert.match(said(join(dir, name)), /damaged, or of another platform/, name);
  }
  assert.match(said(join(dir, 'none')), /engine that it was built for is gone/);
  const plain = '/lib/x86_64-linux-gnu/libutil.so.1';
  if (existsSync(plain)) assert.match(said(plain), /no addon of Capstan/);
});

test('other words are said to be a refusal', () =>
  assert.equal(meaningOf('ceci n’est pas une pipe'), 'the system refuses it'));
