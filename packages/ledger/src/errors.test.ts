import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ledgerErrorCodes } from './errors.ts';

test('README.md lists every error code, and every code is thrown somewhere', () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const table = readme.slice(readme.indexOf('## Errors'));
  const listed = [...table.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, code]) => code);
  assert.deepEqual(listed.sort(), [...ledgerErrorCodes].sort());
  const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => readFileSync(join(import.meta.dirname, path), 'utf8').replace(/ledgerErrorCodes = [^;]*;/, ''))
    .join('\n');
  for (const code of ledgerErrorCodes) assert.ok(sources.includes(`'${code}'`), code);
});
