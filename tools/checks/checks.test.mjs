import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { casts } from './casts.mjs';
import { circles } from './circles.mjs';
import { durations } from './durations.mjs';
import { doubled, unused } from './exports.mjs';
import { crowded } from './folders.mjs';
import { risen, table } from './house.mjs';
import { brokenLinks } from './links.mjs';
import { tooLong } from './long-files.mjs';
import { sources } from './sources.mjs';
import { throwsTags } from './throws.mjs';
import { byWording } from './wording.mjs';

describe('the checks of the house', () => {
  /** @type {string[]} */
  const dirs = [];
  after(() => {
    for (const dir of dirs) rmSync(dir, { recursive: true });
  });

  /** A checkout of some files. @param {Record<string, string>} files */
  const checkout = (files) => {
    const dir = mkdtempSync(join(tmpdir(), 'capstan-checks-'));
    dirs.push(dir);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      writeFileSync(join(dir, name), text);
    }
    return dir;
  };

  it('find circles, of types too, and let tensor and its generated methods be one', () => {
    const dir = checkout({
      'packages/data/src/a.ts': "import type { B } from './b.ts';\nexport type A = B;\n",
      'packages/data/src/b.ts': "export { c } from './c.ts';\nexport type B = 1;\n",
      'packages/data/src/c.ts':
        "// import { d } from './d.ts';\nimport type { A } from './a.ts';\nexport const c: A = 1;\n",
      'packages/data/src/d.ts': "import { c } from './c.ts';\nexport const d = c;\n",
      'packages/torch/src/tensor.ts':
        "import type { Methods } from '../generated/methods.ts';\nexport interface Tensor extends Methods {}\n",
      'packages/torch/generated/methods.ts':
        "import type { Tensor } from '../src/tensor.ts';\nexport interface Methods { t(): Tensor }\n",
    });
    assert.deepEqual(circles(dir), [['packages/data/src/a.ts', 'packages/data/src/b.ts', 'packages/data/src/c.ts']]);
  });

  it('count source files in a folder, not tests', () => {
    const names = Array.from({ length: 15 }, (_, i) => `packages/data/src/file-${i}.ts`);
    const files = Object.fromEntries([...names, 'packages/data/src/file-0.test.ts'].map((name) => [name, '']));
    assert.deepEqual(crowded(sources(checkout(files))), []);
    const more = checkout({ ...files, 'packages/data/src/one-more.ts': '' });
    assert.deepEqual(crowded(sources(more)), ['packages/data/src: 16']);
  });

  it('find decisions that hang on the words of an error, but where there is a reason', () => {
    const dir = checkout({
      'packages/data/src/a.ts': [
        "if (error.message.includes('No files')) retry();",
        'if (/timed? ?out/.test(error.message)) retry();',
        "if (error.message === 'late') retry();",
        "if (error.code === 'ENOENT') retry(); // not error.message.includes('x')",
        'const shown = error.message.slice(0, 80);',
      ].join('\n'),
      'packages/data/src/a.test.ts': 'assert.ok(error.message.includes("x"));',
    });
    const places = ['packages/data/src/a.ts:1', 'packages/data/src/a.ts:2', 'packages/data/src/a.ts:3'];
    assert.deepEqual(byWording(sources(dir), {}), places);
    assert.deepEqual(byWording(sources(dir), { 'packages/data/src/a.ts': 'the library gives no more' }), []);
    assert.match(byWording(sources(dir), { 'packages/data/src/b.ts': 'x' }).join(), /b\.ts: a reason for nothing/);
  });

  it('find durations that do not say their unit', () => {
    const dir = checkout({
      'packages/serve/src/a.ts':
        'interface A { timeout?: number; graceMs: number; drainTimeout: number; requestTimeoutMs: number }\n',
    });
    assert.deepEqual(durations(sources(dir)), [
      'packages/serve/src/a.ts:1 timeout',
      'packages/serve/src/a.ts:1 drainTimeout',
    ]);
  });

  it('want @throws with class, codes that there are, and when', () => {
    const lines = [
      '/** Reads. @throws {DataError} table-missing — where there is none */',
      '/** Reads. @throws {DataError} table-missing, not-options — where there is none',
      ' * @throws {DataError} what `openTable` throws',
      ' * @throws {RangeError} — where it is none */',
      '/** Reads. @throws DataError `table-missing` */',
      '/** Reads. @throws {DataError} table-gone — where there is none',
      ' * @throws {DataError} table-missing */',
      '/** Reads. @throws {RangeError} too-large — where it is */',
    ];
    const code = sources(
      checkout({
        'packages/data/src/errors.ts':
          "export const errors = {\n  'table-missing': {\n    what: 'x' },\n};\nexport class DataError extends CapstanError {}\n",
        'packages/base/src/options/read-options.ts':
          "export const callErrors = {\n  'not-options': { what: 'x' },\n};\n",
        'packages/data/src/a.ts': lines.join('\n'),
      }),
    );
    assert.deepEqual(throwsTags(code), [
      'packages/data/src/a.ts:5 @throws DataError `table-missing`',
      'packages/data/src/a.ts:6 DataError has no code table-gone',
      'packages/data/src/a.ts:7 @throws {DataError} table-missing',
      'packages/data/src/a.ts:8 RangeError has no codes',
    ]);
  });

  it('want a reason for a long file, and no reason for others', () => {
    const code = sources(
      checkout({ 'packages/data/src/long.ts': '\n'.repeat(251), 'packages/data/src/short.ts': '\n' }),
    );
    assert.deepEqual(tooLong(code, {}), ['packages/data/src/long.ts: 251 lines']);
    assert.deepEqual(tooLong(code, { 'packages/data/src/long.ts': 'one table' }), []);
    assert.match(tooLong(code, { 'packages/data/src/short.ts': 'none' }).join('\n'), /short\.ts: a reason for a file/);
  });

  it('find names that two folders declare, not those of one folder, nor overloads', () => {
    const text =
      'export function nearest(a: 1): 1;\nexport function nearest(a: 2): 2;\nexport function nearest(a: never) {\n  return a;\n}\n';
    const one = checkout({ 'packages/data/src/x/a.ts': text, 'packages/data/src/x/b.ts': text });
    assert.deepEqual(doubled(sources(one)), []);
    const two = checkout({ 'packages/data/src/x/a.ts': text, 'packages/data/src/y/b.ts': text });
    assert.deepEqual(doubled(sources(two)), ['data nearest: x/a.ts, y/b.ts']);
    const spaced = checkout({
      'packages/data/src/x/a.ts': text,
      'packages/data/src/y/b.ts': text,
      'packages/data/src/index.ts': "export { nearest } from './x/a.ts';\nexport * as y from './y/b.ts';\n",
      'packages/torch/src/x/a.ts': text,
      'packages/torch/src/y/b.ts': text,
      'packages/torch/src/y/index.ts': "export { nearest } from './b.ts';\n",
      'packages/torch/src/index.ts': "export { nearest } from './x/a.ts';\nexport * as y from './y/index.ts';\n",
    });
    assert.deepEqual(doubled(sources(spaced)), []);
  });

  it('find exports that nobody names, in code or documentation', () => {
    const dir = checkout({
      'packages/data/src/a.ts':
        'export const used = 1;\nexport const shown = 2;\nexport const lonely = 3; // lonely\nexport type Lonely = 4;\n',
      'packages/data/src/b.ts': "import { used } from './a.ts';\n// lonely\nexport { used };\n",
      'packages/data/src/c.ts': 'export const listed = 5;\nexport const titled = 6;\n',
      'packages/base/src/every.test.ts': "const all = ['data/src/c.ts listed'];\ntest('titled', () => all);\n",
      'docs/a.md': 'Say `shown`.\n',
    });
    assert.deepEqual(unused(sources(dir), dir), ['packages/data/src/a.ts: lonely', 'packages/data/src/c.ts: titled']);
  });

  it('find casts, but those with a reason, `as const`, and the words of imports, comments and strings', () => {
    const lines = [
      "import { a as b } from './a.ts';",
      'export const one = b as string;',
      'export const two = b as string; // as: it was checked above',
      '// as: the compiler does not see it',
      'export const three = (b as unknown as number)!;',
      'export const four = [1] as const;',
      "export const five = 'known as Ada'; /* as such */",
      'export const six = <T>(x: unknown) => x as T;',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a template in the text
      "const told = `${b ? `${b} can't be read as JSON` : `no ${b}`} as text`;",
    ];
    const code = sources(checkout({ 'packages/data/src/b.ts': `${lines.join('\n')}\n` }));
    assert.deepEqual(casts(code), ['packages/data/src/b.ts:2', 'packages/data/src/b.ts:8']);
  });

  it('find links to files and headings that are not there', () => {
    const dir = checkout({
      'README.md':
        '# Home\n[a](docs/a.md#two-words) [b](docs/a.md#three) [c](none.md) [d](#home) [e](https://example.org)\n',
      'docs/a.md': '# Two words!\n```md\n[f](nowhere.md)\n```\n`[g](nowhere.md)`\n',
    });
    assert.deepEqual(brokenLinks(dir), [
      'README.md: docs/a.md#three: no such heading',
      'README.md: none.md: no such file',
    ]);
  });

  it('fail what rises and show what changed', () => {
    const ratchet = { most: { casts: 1 }, lines: { data: 90, torch: 10 } };
    const found = [{ name: 'casts', places: ['a.ts:1', 'b.ts:2'] }];
    assert.deepEqual(risen(found, ratchet), ['casts: 2, at most 1\n  a.ts:1\n  b.ts:2']);
    assert.deepEqual(risen([{ name: 'casts', places: [] }], ratchet), []);
    const rows = table(found, { data: 100, torch: 10 }, ratchet).map((row) => row.split(/ {2,}/));
    assert.deepEqual(rows, [
      ['casts', '2', '+1'],
      ['lines of data', '100', '+10'],
      ['lines of torch', '10'],
    ]);
  });
});
