import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { evaluateErrorCodes } from './errors.ts';

test('README.md lists every error code, and every code is thrown somewhere', () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const table = readme.slice(readme.indexOf('## Errors'));
  const listed = [...table.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, code]) => code);
  assert.deepEqual(listed.sort(), [...evaluateErrorCodes].sort());
  const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => readFileSync(join(import.meta.dirname, path), 'utf8').replace(/evaluateErrorCodes = [^;]*;/, ''))
    .join('\n');
  for (const code of evaluateErrorCodes) assert.ok(sources.includes(`'${code}'`), code);
});
