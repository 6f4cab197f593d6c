// Every code of every package's catalogue is thrown somewhere in its sources, and none is thrown that has no meaning: the types
// see to that. docs/errors.md is made of the catalogues, and the check of generated files keeps it so.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Catalogue, codesOf } from './catalogue.ts';

const packages = new URL('../../../', import.meta.url);
const page = readFileSync(new URL('../docs/errors.md', packages), 'utf8');

for (const name of readdirSync(packages)) {
  const file = new URL(`${name}/src/errors.ts`, packages);
  if (!existsSync(file)) continue;
  test(`@capstan/${name}: every code is thrown, has a meaning, and is on the page`, async () => {
    const module: Record<string, unknown> = await import(file.href);
    const catalogue = Object.entries(module).find(([key]) => /^[a-z]+Errors$/.test(key))?.[1] as Catalogue; // as: by its name
    const codes = Object.entries(module).find(([key]) => /^[a-z]+ErrorCodes$/.test(key))?.[1];
    assert.deepEqual(codes, codesOf(catalogue));
    const sources = [`${name}/src/`, `${name}/native/`]
      .flatMap((folder) => textsIn(new URL(folder, packages)))
      .join('\n');
    for (const [code, { what, hint }] of Object.entries(catalogue)) {
      assert.match(code, /^[a-z]+(-[a-z]+)*$/);
      assert.match(sources, new RegExp(`['"]${code}['"]`), `${code} is thrown nowhere`);
      assert.ok(what.length > 10 && hint.length > 3, code);
      assert.ok(page.includes(`| \`${code}\` |`), `${code} is not on docs/errors.md`);
    }
  });
}

function textsIn(folder: URL): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|cc|h)$/.test(path) && !path.endsWith('.test.ts'))
    .map((path) => readFileSync(new URL(path, folder), 'utf8').replace(/Errors = \{[\s\S]*?\n\} as const/, ''));
}
