import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const read = (...path: string[]) => readFileSync(join(import.meta.dirname, ...path), 'utf8');
const sources = (folder: string, suffix: RegExp) =>
  readdirSync(join(import.meta.dirname, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => suffix.test(path) && !path.endsWith('.test.ts') && path !== 'errors.ts')
    .map((path) => read(folder, path))
    .join('\n');

const union = /type TorchErrorCode =([^;]*);/.exec(read('errors.ts'))?.[1] ?? '';
const codes = [...union.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code!).sort();
const page = read('../../../docs/errors.md');
const rows = [...page.slice(page.indexOf('## Codes')).matchAll(/^\| `([A-Z_]+)` \| ([^|]+) \| ([^|]+) \|$/gm)];

test('docs/errors.md lists every code of the catalogue, and no other', () => {
  assert.ok(codes.length > 0);
  assert.deepEqual(rows.map(([, code]) => code).sort(), codes);
});

test('every code is thrown, by the package or by its addon, and every thrown code is in the catalogue', () => {
  const typescript = sources('.', /\.ts$/);
  const addon = sources('../native', /\.cc$/);
  const thrown = new Set([
    ...[...typescript.matchAll(/TorchError\(\s*'([A-Z_]+)'/g)].map(([, code]) => code),
    ...[...typescript.matchAll(/super\('([A-Z_]+)'/g)].map(([, code]) => code),
    ...[...typescript.matchAll(/\? '([A-Z_]+)' : '([A-Z_]+)';/g)].flatMap(([, a, b]) => [a, b]),
    ...[...addon.matchAll(/throwError\(env, [^;]*;/g)].flatMap(([call]) =>
      [...call.matchAll(/"([A-Z_]+)"/g)].map(([, code]) => code),
    ),
  ]);
  assert.deepEqual([...thrown].sort(), codes);
});
