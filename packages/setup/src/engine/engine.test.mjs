import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../cache/run.mjs';
import { checkEngine, engineDir, findEngine, pins } from './engine.mjs';
import { fetchEngine } from './fetch-engine.mjs';
import { findPython } from './python.mjs';

const dir = mkdtempSync(join(tmpdir(), 'capstan-engine-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const makeWheel = `
import sys, zipfile
name, folder = sys.argv[1:3]
dist = '%s-1.0.dist-info/' % name
with zipfile.ZipFile('%s/%s-1.0-py3-none-any.whl' % (folder, name), 'w', zipfile.ZIP_DEFLATED) as out:
    out.writestr('torch/version.py', "__version__ = '2.11.0+none'\\n")
    out.writestr('torch/lib/libc10.so', b'engine' * 1000)
    out.writestr('torch/lib/libtorch_cuda.so', b'not wanted')
    out.writestr('torch/include/ATen/ATen.h', b'// header')
    out.writestr(dist + 'METADATA', 'Metadata-Version: 2.1\\nName: %s\\nVersion: 1.0\\n' % name)
    out.writestr(dist + 'WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    out.writestr(dist + 'RECORD', '')
`;

/** A wheel on disk, as pip would find it in a folder, and what is to be fetched of it. */
async function wheel() {
  const folder = mkdtempSync(join(dir, 'wheels-'));
  const python = await findPython();
  const made = await run(python.command, [...python.args, '-c', makeWheel, 'capstan_trial_engine', folder]);
  assert.equal(made.code, 0, made.stderr);
  const path = join(folder, 'capstan_trial_engine-1.0-py3-none-any.whl');
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  const keep = ['torch/lib/libc10.so', 'torch/include/*', 'torch/version.py'];
  const wheels = [{ name: 'capstan-trial-engine', version: '1.0', sha256, bytes: statSync(path).size, keep }];
  const env = {
    ...process.env,
    PIP_NO_INDEX: '1',
    PIP_FIND_LINKS: folder,
    CAPSTAN_CACHE: mkdtempSync(join(dir, 'cache-')),
    CAPSTAN_TORCH: '',
  };
  return { python, env, path, wanted: { tags: ['any'], wheels, unpackedBytes: 6100 } };
}

/** @param {NodeJS.ProcessEnv} env what lies in the folder of engines */
const left = (env) => readdirSync(dirname(engineDir(env)));

/** A folder that looks like an installed PyTorch. @param {string} version */
function pytorch(version) {
  const torch = join(mkdtempSync(join(dir, 'site-packages-')), 'torch');
  for (const each of ['lib', 'include/ATen']) mkdirSync(join(torch, each), { recursive: true });
  writeFileSync(join(torch, 'version.py'), `from typing import Optional\n__version__ = '${version}'\ndebug = False\n`);
  return torch;
}

describe('the fetched engine', () => {
  it('is unpacked whole, with what is wanted and nothing else', async () => {
    const { python, env, wanted } = await wheel();
    assert.equal(findEngine(env), undefined);
    const engine = await fetchEngine(python, { env, wanted });
    assert.deepEqual(engine, { torch: join(engineDir(env), 'torch'), version: '2.11.0+none', source: 'cache' });
    assert.deepEqual(readdirSync(join(engine.torch, 'lib')), ['libc10.so']);
    assert.deepEqual(await checkEngine(engineDir(env)), []);
    assert.deepEqual(left(env), [`torch-${pins.torch}-${process.platform}-${process.arch}`]);
  });

  it('is refused when its hash is another, and nothing is left', async () => {
    const { python, env, wanted } = await wheel();
    wanted.wheels[0].sha256 = 'a'.repeat(64);
    await assert.rejects(fetchEngine(python, { env, wanted }), { code: 'download-failed', message: /HASHES/ });
    assert.deepEqual(left(env), []);
  });

  it('is refused when it breaks off in the middle, and nothing is left', async () => {
    const { python, env, wanted, path } = await wheel();
    const whole = readFileSync(path);
    writeFileSync(path, whole.subarray(0, whole.length / 2));
    wanted.wheels[0].sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
    await assert.rejects(fetchEngine(python, { env, wanted }), { name: 'SetupError' });
    assert.deepEqual(left(env), []);
  });

  /** What pip is downloading. @param {string} folder */
  const parts = (folder) => {
    const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
    return names.filter((name) => /part$/.test(name)).map((name) => join(folder, name));
  };

  it('leaves nothing behind when it is interrupted, and clears up after a set-up that was killed', {
    skip: process.platform === 'win32',
  }, async () => {
    const { python, env, wanted } = await wheel();
    const slow = join(dir, 'slow-python');
    writeFileSync(slow, '#!/bin/sh\necho $$ > "$TMPDIR/part"\nexec sleep 1000\n', { mode: 0o755 });
    const program = `
      import { fetchEngine } from ${JSON.stringify(new URL('./fetch-engine.mjs', import.meta.url).href)};
      import { main } from ${JSON.stringify(new URL('../main.mjs', import.meta.url).href)};
      await main(() => fetchEngine({ command: ${JSON.stringify(slow)}, args: [] }, { wanted: ${JSON.stringify(wanted)} }));`;
    /** @param {NodeJS.Signals} signal @returns {Promise<number>} the process that was downloading */
    const interrupted = async (signal) => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], { env, stdio: 'ignore' });
      let pid = 0;
      while (child.exitCode === null && pid === 0) {
        const [part] = parts(dirname(engineDir(env)));
        pid = part ? Number(readFileSync(part, 'utf8')) : 0;
        await sleep(10);
      }
      assert.equal(child.exitCode, null, 'it ended before pip had begun');
      const exit = once(child, 'exit');
      child.kill(signal);
      await exit;
      return pid;
    };
    const ended = await interrupted('SIGINT');
    assert.deepEqual(left(env), []);
    while (existsSync(`/proc/${ended}`)) await sleep(10); // the test's own time limit is the limit
    process.kill(await interrupted('SIGKILL'));
    assert.equal(left(env).length, 1);
    await fetchEngine(python, { env, wanted });
    assert.equal(left(env).length, 1);
    assert.ok(findEngine(env));
  });

  it('that does not fit on the disk is not begun', async () => {
    const { python, env, wanted } = await wheel();
    wanted.unpackedBytes = 1e18;
    await assert.rejects(fetchEngine(python, { env, wanted }), { code: 'disk-full', message: /CAPSTAN_CACHE/ });
    assert.deepEqual(left(env), []);
  });

  it('that was damaged is named, by size at once and by content when it is read', async () => {
    const { python, env, wanted } = await wheel();
    const { torch } = await fetchEngine(python, { env, wanted });
    const library = join(torch, 'lib/libc10.so');
    const bytes = readFileSync(library);
    bytes[100] ^= 1;
    writeFileSync(library, bytes);
    assert.deepEqual(await checkEngine(engineDir(env)), ['torch/lib/libc10.so has changed']);
    assert.ok(findEngine(env));
    writeFileSync(library, bytes.subarray(0, 50));
    assert.throws(() => findEngine(env), { code: 'engine-damaged', message: /has 50 bytes, not 6000/ });
    rmSync(library);
    assert.throws(() => findEngine(env), { code: 'engine-damaged', message: /libc10.so is gone/ });
  });
});

describe('CAPSTAN_TORCH', () => {
  it('accepts 2.9 to 2.11, with or without a build name, and site-packages itself', () => {
    for (const version of ['2.9.1', '2.10.0+cu128', '2.11.0']) {
      const torch = pytorch(version);
      assert.deepEqual(findEngine({ CAPSTAN_TORCH: torch }), { torch, version, source: 'CAPSTAN_TORCH' });
      assert.equal(findEngine({ CAPSTAN_TORCH: dirname(torch) })?.torch, torch);
    }
  });

  it('refuses other versions, saying which one it is', () => {
    for (const version of ['2.8.0', '2.12.0+cpu', '1.13.1', '3.0.0']) {
      const torch = pytorch(version);
      assert.throws(() => findEngine({ CAPSTAN_TORCH: torch }), {
        code: 'torch-version',
        message: new RegExp(`PyTorch ${version.replace('+', '\\+')};`),
      });
    }
  });

  it('refuses a folder that is no PyTorch', () => {
    assert.ok(existsSync(dir));
    for (const path of [dir, '/nowhere/at/all']) {
      assert.throws(() => findEngine({ CAPSTAN_TORCH: path }), { code: 'torch-not-found' });
    }
  });
});

it('pins every wheel by a sha256, for each platform', () => {
  assert.deepEqual(Object.keys(pins.platforms).sort(), ['darwin-arm64', 'linux-arm64', 'linux-x64', 'win32-x64']);
  for (const { wheels } of Object.values(pins.platforms)) {
    assert.equal(wheels[0].version, pins.torch);
    for (const { sha256 } of wheels) assert.match(sha256, /^[0-9a-f]{64}$/);
  }
});
