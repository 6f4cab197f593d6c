import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { printable } from '@capstan/base';
import { DataError } from './errors.ts';
import { pictureFindings } from './images/findings/index.ts';

/** First column of the table under a heading. */
function documented(heading: string): string[] {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const section = text.split(`## ${heading}`)[1]!.split('\n## ')[0]!;
  return [...section.matchAll(/^\| `([\w-]+)` +\|/gm)].map((match) => match[1]!);
}

test('README.md lists every kind of finding', () => {
  assert.deepEqual(documented('Findings').sort(), pictureFindings.map(({ kind }) => kind).sort());
});

test('a message names the file, the fault and what to do, and is safe to print', () => {
  const error = new DataError('image-unreadable', 'it is text', { file: 'a\u001b[2J\u202eb.png', hint: 'Delete it' });
  assert.equal(error.message, 'a\\x1b[2J\\u{202e}b.png: it is text. Delete it');
  assert.equal(error.file, 'a\u001b[2J\u202eb.png');
  assert.equal(printable('Zebra 斑馬 é'), 'Zebra 斑馬 é');
});
