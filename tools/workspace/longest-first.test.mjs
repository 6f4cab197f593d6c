import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { longest, longestFirst } from './longest-first.mjs';
import { root } from './root.mjs';

describe('test files', () => {
  const dir = mkdtempSync(join(tmpdir(), 'capstan-order-'));
  after(() => rmSync(dir, { recursive: true }));

  it('that take long are there, and begun first', () => {
    for (const path of longest) assert.ok(existsSync(join(root, path)), path);
    const [first, second] = longest;
    assert.deepEqual(longestFirst(['b', String(second), 'a', String(first)]), [first, second, 'b', 'a']);
  });

  it('are run in the order given; one that fails, or ends its process, fails all', () => {
    const put = (/** @type {string} */ name, /** @type {string} */ body) => {
      writeFileSync(join(dir, name), `import { test } from 'node:test';\n${body}`);
      return join(dir, name);
    };
    const last = put('z.test.mjs', "test('of z', () => {});");
    const first = put('a.test.mjs', "test('of a', () => {});");
    const fails = put('fails.test.mjs', "test('of what fails', () => { throw new Error('no'); });");
    const dies = put('dies.test.mjs', "test('of what dies', () => process.exit(3));");
    const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
    const ended = (/** @type {string[]} */ ...files) =>
      spawnSync(process.execPath, [join(root, 'tools/run-tests.mjs'), ...files], { encoding: 'utf8', env });
    const good = ended(last, first);
    assert.equal(good.status, 0, good.stdout + good.stderr);
    assert.match(good.stdout, /of z[\s\S]*of a[\s\S]*pass 2/);
    for (const file of [fails, dies, join(dir, 'gone.test.mjs')]) assert.equal(ended(first, file).status, 1, file);
  });
});
