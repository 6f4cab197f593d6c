import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { findCompiler } from './addon/compiler.mjs';
import { cacheDir } from './cache/paths.mjs';
import { run } from './cache/run.mjs';
import { findPython } from './engine/python.mjs';
import { howToGet } from './report/hints.mjs';

const root = join(import.meta.dirname, '../../..');
const dir = mkdtempSync(join(tmpdir(), 'capstan-path-'));
after(() => rmSync(dir, { recursive: true, force: true }));

/**
 * A PATH with nothing on it but the given programs, shell scripts.
 *
 * @param {Record<string, string>} programs
 */
function pathWith(programs) {
  const path = mkdtempSync(join(dir, 'bin-'));
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(path, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(path, name), 0o755);
  }
  return path;
}

describe('the compiler', { skip: process.platform === 'win32' }, () => {
  it('that is missing is reported with the ones that were tried and how to get one', async () => {
    await assert.rejects(findCompiler({ PATH: pathWith({}) }), {
      code: 'compiler-missing',
      message:
        /C\+\+17 compiler; none was found \(c\+\+: not found; g\+\+: not found; clang\+\+: not found\)[\s\S]*To get it: /,
    });
  });

  it('that knows no C++17 is passed over', async () => {
    const old = 'case "$*" in --version) echo "c++ 4.8";; *) echo "unrecognized option -std=c++17" >&2; exit 1;; esac';
    const message = /c\+\+: c\+\+ 4\.8 does not compile C\+\+17 \(unrecognized option/;
    await assert.rejects(findCompiler({ PATH: pathWith({ 'c++': old }) }), { code: 'compiler-missing', message });
  });

  it('is the one that CXX names, arguments and all', async () => {
    const { command, args } = await findCompiler();
    const found = await findCompiler({ ...process.env, CXX: `${command} -O1` });
    assert.deepEqual([found.command, found.args], [command, [...args, '-O1']]);
    await assert.rejects(findCompiler({ ...process.env, CXX: 'no-such-compiler' }), {
      message: /no-such-compiler: not found/,
    });
  });
});

describe('Python', { skip: process.platform === 'win32' }, () => {
  it('that is missing is reported with how to get it', async () => {
    const message = /none was found \(python3: not found; python: not found\)[\s\S]*To get it: [\s\S]*CAPSTAN_TORCH/;
    await assert.rejects(findPython({ PATH: pathWith({}) }), { code: 'python-missing', message });
  });

  it('that is too old is passed over for a newer one', async () => {
    const path = pathWith({ python3: 'echo "3.8.10 20.0"', python: 'echo "3.12.1 24.0"' });
    const { command, version, pip } = await findPython({ PATH: path });
    assert.deepEqual([command, version, pip], ['python', '3.12.1', '24.0']);
    await assert.rejects(findPython({ PATH: pathWith({ python3: 'echo "3.8.10 20.0"' }) }), {
      message: /python3: 3\.8\.10/,
    });
  });

  it('without pip, or with one before 21, is reported as that', async () => {
    for (const pip of ['', '20.3.4']) {
      const path = pathWith({ python3: `echo "3.11.2 ${pip}"` });
      await assert.rejects(findPython({ PATH: path }), {
        code: 'pip-missing',
        message: /python3 \(Python 3\.11\.2\) has none/,
      });
    }
  });

  it('that PYTHON names is the only one looked at', async () => {
    const path = pathWith({ python3: 'echo "3.12.1 24.0"' });
    await assert.rejects(findPython({ PATH: path, PYTHON: 'my-python' }), { message: /my-python: not found/ });
  });
});

describe('set-up', { skip: process.platform === 'win32' }, () => {
  /** @param {string[]} args @param {NodeJS.ProcessEnv} env */
  const node = (args, env) =>
    run(process.execPath, args, { cwd: root, env: { HOME: dir, CAPSTAN_CACHE: join(dir, 'cache'), ...env } });

  it('names everything that is missing at once, before it downloads anything', async () => {
    const { code, stderr } = await node(['tools/setup.mjs'], { PATH: pathWith({}) });
    assert.equal(code, 1);
    assert.match(stderr, /needs a C\+\+17 compiler[\s\S]*needs Python 3\.9/);
    assert.doesNotMatch(stderr, /download|at .*\.mjs/);
  });

  it('refuses a PyTorch of another version', async () => {
    const torch = mkdtempSync(join(dir, 'torch-'));
    await run('mkdir', ['-p', join(torch, 'lib'), join(torch, 'include/ATen')]);
    writeFileSync(join(torch, 'version.py'), "__version__ = '2.7.1+cpu'\n");
    const { code, stderr } = await node(['tools/setup.mjs'], { PATH: process.env.PATH, CAPSTAN_TORCH: torch });
    assert.equal(code, 1);
    assert.match(stderr, /PyTorch 2\.7\.1\+cpu; Capstan works with 2\.9, 2\.10 and 2\.11/);
  });

  it('has a doctor that works before anything is there', async () => {
    const { code, stdout } = await node(['tools/doctor.mjs', '--json'], { PATH: pathWith({}) });
    assert.equal(code, 1);
    /** @type {import('./doctor.mjs').Finding[]} */
    const findings = JSON.parse(stdout);
    const missing = findings.filter(({ status }) => status === 'missing');
    assert.ok(missing.some(({ name, hint }) => name === 'engine' && hint === 'npm run setup'));
    assert.ok(missing.some(({ name, hint }) => name === 'Python' && hint?.startsWith('To get it: ')));
    for (const { name, hint } of missing) assert.ok(hint, `${name} says how to get it`);
  });
});

describe('the hints', () => {
  it('know every package manager', () => {
    assert.equal(howToGet('compiler', 'apt'), 'To get it: sudo apt-get install g++');
    assert.equal(howToGet('python', 'winget'), 'To get it: winget install Python.Python.3.12');
    assert.equal(howToGet('compiler', 'brew'), 'To get it: xcode-select --install');
  });
});

describe('the cache folder', () => {
  it("is the platform's own, unless it is named", () => {
    assert.equal(cacheDir({ HOME: '/home/ada' }, 'linux'), '/home/ada/.cache/capstan');
    assert.equal(cacheDir({ HOME: '/home/ada', XDG_CACHE_HOME: '/big' }, 'linux'), '/big/capstan');
    assert.equal(cacheDir({ HOME: '/home/ada', XDG_CACHE_HOME: 'relative' }, 'linux'), '/home/ada/.cache/capstan');
    assert.equal(cacheDir({ HOME: '/Users/ada' }, 'darwin'), '/Users/ada/Library/Caches/capstan');
    assert.equal(cacheDir({ LOCALAPPDATA: '/local' }, 'win32'), join('/local', 'capstan'));
    assert.equal(cacheDir({ HOME: '/home/ada', CAPSTAN_CACHE: '/mine' }, 'linux'), '/mine');
  });
});
