import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { callFaults } from '@capstan/base';
import { torchErrorCodes } from './errors.ts';

const read = (...path: string[]) => readFileSync(join(import.meta.dirname, ...path), 'utf8');
const sources = (folder: string, suffix: RegExp) =>
  readdirSync(join(import.meta.dirname, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => suffix.test(path) && !path.endsWith('.test.ts') && path !== 'errors.ts')
    .map((path) => read(folder, path))
    .join('\n');

const codes = [...torchErrorCodes].sort();

test('every code is thrown, by the package or by its addon, and every thrown code is in the catalogue', () => {
  const typescript = sources('.', /\.ts$/);
  const addon = sources('../native', /\.cc$/);
  const thrown = new Set([
    ...[...typescript.matchAll(/TorchError\(\s*'([a-z-]+)'/g)].map(([, code]) => code),
    ...[...typescript.matchAll(/super\('([a-z-]+)'/g)].map(([, code]) => code),
    ...[...typescript.matchAll(/\? '([a-z-]+)' : '([a-z-]+)';/g)].flatMap(([, ...both]) =>
      both.filter((code) => codes.some((known) => known === code)),
    ),
    // the code stands first; behind the message stands where a failure of distributed code comes from
    ...[...addon.matchAll(/throwError\(env, ([^,;]*)[,;]/g)].flatMap(([, argument]) =>
      [...argument!.matchAll(/"([a-z-]+)"/g)].map(([, code]) => code),
    ),
  ]);
  const shared: readonly (string | undefined)[] = callFaults; // docs/errors.md says them once for all packages
  assert.deepEqual([...thrown].filter((code) => !shared.includes(code)).sort(), codes);
});
