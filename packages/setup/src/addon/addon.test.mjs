import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { run } from '../cache/run.mjs';
import { buildAddon } from './addon.mjs';
import { findCompiler } from './compiler.mjs';

// A small addon against a small engine: the same compiler, linker and cache, in seconds.
const addonSource = `#include <node_api.h>
#include "answer.h"
extern "C" int c10_answer();
int other();
NAPI_MODULE_INIT() {
  napi_value value;
  napi_create_int32(env, kAnswer + other() + c10_answer(), &value);
  return value;
}
`;

describe('the addon', { skip: process.platform === 'win32' }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'capstan-addon-'));
  after(() => rmSync(dir, { recursive: true, force: true }));
  const native = join(dir, 'native');
  const env = { ...process.env, CAPSTAN_CACHE: join(dir, 'cache') };
  const engine = { torch: join(dir, 'torch'), version: '2.11.0', source: /** @type {const} */ ('CAPSTAN_TORCH') };
  /** @type {import('./compiler.mjs').Compiler} */
  let compiler;

  /** @param {string} name @param {string} text */
  const write = (name, text) => writeFileSync(join(native, name), text);
  const build = () => buildAddon(engine, compiler, { env, native });
  const objects = () => readdirSync(join(dir, 'cache/addon/objects'));
  /** @param {string} addon */
  const load = async (addon) =>
    (await run(process.execPath, ['-p', `require(${JSON.stringify(addon)})`])).stdout.trim();

  before(async () => {
    compiler = await findCompiler();
    for (const each of [native, join(engine.torch, 'lib'), join(engine.torch, 'include')])
      mkdirSync(each, { recursive: true });
    writeFileSync(join(engine.torch, 'version.py'), "__version__ = '2.11.0'\ngit_version = 'abc'\n");
    const suffix = process.platform === 'darwin' ? 'dylib' : 'so';
    for (const name of ['c10', 'torch_cpu']) {
      const input = `extern "C" int ${name}_answer() { return 30; }\n`;
      const args = ['-x', 'c++', '-shared', '-fPIC', '-', '-o', join(engine.torch, `lib/lib${name}.${suffix}`)];
      assert.equal((await run(compiler.command, [...compiler.args, ...args], { input })).code, 0);
    }
    write('answer.h', '#pragma once\nconstexpr int kAnswer = 2;\n');
    write('addon.cc', addonSource);
    write('other.cc', 'int other() { return 10; }\n');
  });

  it('is built, loads, and is found built the next time', async () => {
    const first = await build();
    assert.equal(await load(first.addon), '42');
    assert.equal(objects().length, 2);
    const { mtimeMs } = statSync(first.addon);
    assert.deepEqual(await build(), first);
    assert.equal(statSync(first.addon).mtimeMs, mtimeMs);
  });

  it('compiles only the source that changed', async () => {
    const before = await build();
    const old = objects();
    write('other.cc', 'int other() { return 11; }\n');
    const changed = await build();
    assert.notEqual(changed.key, before.key);
    assert.equal(await load(changed.addon), '43');
    assert.equal(objects().filter((name) => !old.includes(name)).length, 1);
  });

  it('compiles all again when a header or the engine changes', async () => {
    const old = await build();
    const count = objects().length;
    write('answer.h', '#pragma once\nconstexpr int kAnswer = 3;\n');
    const changed = await build();
    assert.notEqual(changed.key, old.key);
    assert.equal(objects().length, count + 2);
    const other = await buildAddon({ ...engine, version: '2.10.0' }, compiler, { env, native });
    assert.notEqual(other.key, changed.key);
    assert.equal(objects().length, count + 4);
  });

  it("reports the compiler's first error and its command, and keeps what was built", async () => {
    const old = await build();
    write('other.cc', 'int other() { return missing_name; }\n');
    await assert.rejects(build(), {
      code: 'COMPILE_FAILED',
      message: /other\.cc does not compile:\n\s+.*error: .*missing_name[\s\S]*The command was:\n.*-std=c\+\+17/,
    });
    write('other.cc', 'int other() { return 11; }\n');
    assert.deepEqual(await build(), old);
  });

  it('that the engine lacks symbols for is refused, by name', async () => {
    write('other.cc', 'int nowhere();\nint other() { return nowhere(); }\n');
    await assert.rejects(build(), {
      code: 'ADDON_UNLOADABLE',
      message: /PyTorch 2\.11\.0 [\s\S]*nowhere/,
    });
    write('other.cc', 'int other() { return 11; }\n');
  });

  it('without sources is refused', async () => {
    await assert.rejects(buildAddon(engine, compiler, { env, native: join(dir, 'none') }), { code: 'SOURCES_MISSING' });
  });
});
