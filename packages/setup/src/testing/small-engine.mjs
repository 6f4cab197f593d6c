// A small addon against a small engine: the same compiler, linker and cache, in seconds.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCompiler } from '../addon/compiler.mjs';
import { run } from '../cache/run.mjs';

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

/** Sources, an engine whose `c10_answer` is 30, and a cache, all in a folder of their own; the addon's value is 42. */
export async function smallEngine() {
  const dir = mkdtempSync(join(tmpdir(), 'capstan-addon-'));
  const native = join(dir, 'torch-package/native');
  const cache = join(dir, 'cache');
  const env = { ...process.env, CAPSTAN_CACHE: cache };
  const engine = { torch: join(dir, 'torch'), version: '2.11.0', source: /** @type {const} */ ('CAPSTAN_TORCH') };
  /** @param {string} name @param {string} text */
  const write = (name, text) => writeFileSync(join(native, name), text);

  const compiler = await findCompiler();
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

  return {
    dir,
    native,
    cache,
    env,
    engine,
    compiler,
    write,
    objects: () => readdirSync(join(cache, 'addon/objects')).filter((name) => name.endsWith('.o')),
    /** What the addon says when it is loaded. @param {string} addon */
    load: async (addon) => (await run(process.execPath, ['-p', `require(${JSON.stringify(addon)})`])).stdout.trim(),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
