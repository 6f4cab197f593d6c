import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const entry = join(import.meta.dirname, '../../bin/capstan.mjs');
const shell = (line: string) =>
  spawnSync('sh', ['-c', line], { encoding: 'utf8', env: { ...process.env, NODE: process.execPath, ENTRY: entry } });
const posix = { skip: process.platform === 'win32' };

test('a reader that leaves early ends nothing with a stack', posix, () => {
  const { stderr, status } = shell('"$NODE" "$ENTRY" help --json | head -1');
  assert.equal(stderr, '');
  assert.equal(status, 0);
});

test('output that a full disk refuses is said, and the command fails', { skip: !existsSync('/dev/full') }, () => {
  const { stderr, status } = shell('"$NODE" "$ENTRY" --help > /dev/full');
  assert.match(stderr, /^capstan: what was to be printed could not be written \(ENOSPC\)\.\n$/);
  assert.equal(status, 1);
});

test('a full disk behind standard error does not end it', { skip: !existsSync('/dev/full') }, () => {
  assert.match(shell('"$NODE" "$ENTRY" --version 2> /dev/full').stdout, /^\d+\.\d+\.\d+\n$/);
  assert.equal(shell('"$NODE" "$ENTRY" nonsense 2> /dev/full').status, 2);
});

test('help NAME is NAME --help, and help starts no engine', () => {
  const run = (...args: string[]) => execFileSync(process.execPath, [entry, ...args], { encoding: 'utf8' });
  assert.equal(run('help', 'runs'), run('runs', '--help'));
  const traced = execFileSync(
    process.execPath,
    [
      '--import',
      'data:text/javascript,process.on("exit",()=>console.log(process.report.getReport().sharedObjects.some(o=>o.includes("torch"))))',
      entry,
      '--help',
    ],
    { encoding: 'utf8' },
  );
  assert.match(traced, /\nfalse\n$/);
});
