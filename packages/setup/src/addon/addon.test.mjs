import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { run } from '../cache/run.mjs';
import { smallEngine } from '../testing/small-engine.mjs';
import { buildAddon } from './addon.mjs';

const root = process.platform === 'linux' && process.getuid?.() === 0; // who alone may mount

describe('the addon', { skip: process.platform === 'win32' }, async () => {
  const small = await smallEngine();
  after(small.remove);
  const { native, env, engine, compiler, write, objects, load } = small;
  const build = () => buildAddon(engine, compiler, { env, native });

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
      code: 'compile-failed',
      message: /other\.cc does not compile:\n\s+.*error: .*missing_name[\s\S]*The command was:\n.*-std=c\+\+17/,
    });
    write('other.cc', 'int other() { return 11; }\n');
    assert.deepEqual(await build(), old);
  });

  it('that the engine lacks symbols for is refused, by name', async () => {
    write('other.cc', 'int nowhere();\nint other() { return nowhere(); }\n');
    await assert.rejects(build(), {
      code: 'addon-unloadable',
      message: /PyTorch 2\.11\.0 [\s\S]*nowhere/,
    });
    write('other.cc', 'int other() { return 11; }\n');
  });

  it('is compiled once by two set-ups at once, an object each', async () => {
    const log = join(small.dir, 'compiled');
    writeFileSync(log, '');
    const wrapper = join(small.dir, 'logging-compiler');
    writeFileSync(
      wrapper,
      `#!/bin/sh\nfor word; do case "$word" in *.cc) basename "$word" >> '${log}';; esac; done\nexec ${compiler.command} "$@"\n`,
      { mode: 0o755 },
    );
    const slow = { ...compiler, command: wrapper };
    const cold = { ...env, CAPSTAN_CACHE: join(small.dir, 'cold') };
    const [a, b] = await Promise.all([1, 2].map(() => buildAddon(engine, slow, { env: cold, native })));
    assert.deepEqual(a, b);
    assert.deepEqual(readFileSync(log, 'utf8').trim().split('\n').sort(), ['addon.cc', 'other.cc']);
    assert.deepEqual(
      readdirSync(join(small.dir, 'cold/addon/objects')).filter((name) => !name.endsWith('.o')),
      [],
    );
  });

  it('of sources that change while they are compiled is of what they say now, and the older ones keep their own', async () => {
    const wrapper = join(small.dir, 'editing-compiler'); // saves another text just before the compiler reads the file
    const edited = join(small.dir, 'edited');
    writeFileSync(
      wrapper,
      `#!/bin/sh\ncase "$*" in *other.cc*) [ -e '${edited}' ] || { touch '${edited}'; echo 'int other() { return 14; }' > '${join(native, 'other.cc')}'; };; esac\nexec ${compiler.command} "$@"\n`,
      { mode: 0o755 },
    );
    write('answer.h', '#pragma once\nconstexpr int kAnswer = 2;\n');
    write('other.cc', 'int other() { return 13; }\n');
    const built = await buildAddon(engine, { ...compiler, command: wrapper }, { env, native });
    assert.equal(await load(built.addon), '46');
    assert.deepEqual(await build(), built);
    write('other.cc', 'int other() { return 13; }\n');
    assert.equal(await load((await build()).addon), '45');
    write('other.cc', 'int other() { return 11; }\n');
  });

  it('is compiled though set-ups that were killed left locks and a half-made folder', async () => {
    const first = await build();
    const cold = { ...env, CAPSTAN_CACHE: join(small.dir, 'killed') };
    const objectDir = join(small.dir, 'killed/addon/objects');
    mkdirSync(objectDir, { recursive: true });
    const owner = JSON.stringify({ pid: 999_999_999, host: hostname(), since: '2026-01-01T00:00:00Z', token: 'x' });
    for (const name of objects()) writeFileSync(join(objectDir, `${name}.lock`), owner);
    mkdirSync(join(small.dir, 'killed/addon', first.key, 'half'), { recursive: true });
    const again = await buildAddon(engine, compiler, { env: cold, native });
    assert.equal(again.key, first.key);
    assert.equal(await load(again.addon), await load(first.addon));
  });

  it('can be moved with its folder, and finds the engine where the link leads', async () => {
    const { addon } = await build();
    const away = join(small.dir, 'moved');
    cpSync(dirname(addon), away, { recursive: true, verbatimSymlinks: true });
    assert.equal(await load(join(away, 'capstan_torch.node')), await load(addon));
    assert.equal(readlinkSync(join(away, 'lib')), join(engine.torch, 'lib'));
  });

  it('that is there is used from a cache that cannot be written; one that is not says so', {
    skip: !root,
  }, async () => {
    const disk = join(small.dir, 'disk');
    mkdirSync(disk);
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]);
    if (mounted.code !== 0) return; // a container without the right to
    try {
      const readOnly = { ...env, CAPSTAN_CACHE: disk };
      const first = await buildAddon(engine, compiler, { env: readOnly, native });
      assert.equal((await run('mount', ['-o', 'remount,ro', disk])).code, 0);
      assert.deepEqual(await buildAddon(engine, compiler, { env: readOnly, native }), first);
      write('other.cc', 'int other() { return 12; }\n');
      await assert.rejects(buildAddon(engine, compiler, { env: readOnly, native }), {
        code: 'cache-read-only',
        message: /Nothing can be written into the cache, .*disk\/addon\/objects: .*Set CAPSTAN_CACHE/s,
      });
    } finally {
      write('other.cc', 'int other() { return 11; }\n');
      await run('umount', [disk]);
    }
  });

  it('in a cache whose place is a file says so', async () => {
    writeFileSync(join(small.dir, 'file'), '');
    const bad = { ...env, CAPSTAN_CACHE: join(small.dir, 'file/cache') };
    await assert.rejects(buildAddon(engine, compiler, { env: bad, native }), { code: 'cache-read-only' });
  });

  it('without sources is refused', async () => {
    await assert.rejects(buildAddon(engine, compiler, { env, native: join(small.dir, 'none') }), {
      code: 'sources-missing',
    });
  });
});
