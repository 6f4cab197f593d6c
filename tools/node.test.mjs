import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { run } from '../packages/setup/src/cache/run.mjs';
import { root } from './workspace/root.mjs';

const tool = join(root, 'tools/node.mjs');

describe('npm run node', () => {
  it('runs Node 26 with the addon named, and passes arguments, output and exit code on', async () => {
    const program = `
      const { getCompileCacheDir } = require('node:module');
      console.log(process.versions.node, process.argv[1], process.env.CAPSTAN_ADDON, getCompileCacheDir() !== undefined);
      process.exitCode = 7;
    `;
    const { code, stdout } = await run(process.execPath, [tool, '-e', program, 'argument']);
    assert.equal(code, 7);
    assert.match(stdout, /^26\.\S+ argument \S+capstan_torch\.node true\n$/);
  });

  it('lets the program decide what a signal does', { skip: process.platform === 'win32' }, async () => {
    for (const [signal, code] of /** @type {const} */ ([
      ['SIGTERM', 5],
      ['SIGINT', 6],
    ])) {
      const program =
        "process.on('SIGTERM', () => process.exit(5)).on('SIGINT', () => process.exit(6)); console.log('up'); setInterval(() => {}, 1e6)";
      const child = spawn(process.execPath, [tool, '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(/** @type {import('node:stream').Readable} */ (child.stdout), 'data');
      child.kill(signal);
      assert.deepEqual(await once(child, 'exit'), [code, null]);
    }
  });

  it('stays in the folder where npm run was typed, and only there', async () => {
    const from = join(root, 'packages');
    /** @param {string} script */
    const cwd = async (script) => {
      const env = { ...process.env, INIT_CWD: from, npm_lifecycle_event: script };
      return (await run(process.execPath, [tool, '-p', 'process.cwd()'], { cwd: root, env })).stdout.trim();
    };
    assert.equal(await cwd('node'), from);
    assert.equal(await cwd('test'), root);
  });

  it('exits as a shell would when a signal ended the program', { skip: process.platform === 'win32' }, async () => {
    const { code } = await run(process.execPath, [tool, '-e', "process.kill(process.pid, 'SIGKILL')"]);
    assert.equal(code, 137);
  });
});
