import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, mkdtempDisposableSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { LogLines } from './log.ts';

/** A process that logs ten times as the server does, then says how many lines it lost. */
const program = `
  import { LogLines } from ${JSON.stringify(new URL('./log.ts', import.meta.url).href)};
  const log = new LogLines(2);
  for (let i = 0; i < 10; i++) { log.write('{"line":' + i + '}\\n'); await new Promise((done) => setTimeout(done, 20)); }
  console.log(log.dropped);
  process.exit(0);
`;

function run(stderr: number | 'pipe') {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', stderr] });
  let out = '';
  child.stdout?.on('data', (text: Buffer) => {
    out += text;
  });
  const ended = new Promise<{ code: number | null; out: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, out: out.trim() })),
  );
  return { child, ended };
}

test('a full disk under the log ends nothing; lines are counted', { skip: process.platform !== 'linux' }, async () => {
  const full = openSync('/dev/full', 'w');
  const { code, out } = await run(full).ended;
  closeSync(full);
  assert.equal(code, 0);
  assert.equal(out, '10');
});

test('nor does a pipe whose reader left, or one whose reader reads nothing', async () => {
  const left = run('pipe');
  left.child.stderr?.destroy();
  const { code, out } = await left.ended;
  assert.equal(code, 0);
  assert.ok(Number(out) > 0, out);

  const stuck = run('pipe');
  stuck.child.stderr?.pause();
  stuck.child.once('exit', () => stuck.child.stderr?.resume());
  assert.equal((await stuck.ended).code, 0);
});

test('the line that gets through again says how many did not', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'capstan-log-'));
  const file = join(folder.path, 'log');
  const fd = openSync(file, 'w');
  const log = new LogLines(fd);
  log.write('{"msg":"one"}\n');
  for (let i = 0; i < 3; i++) log.write(`${'x'.repeat(600_000)}\n`); // more than may wait
  log.write('{"msg":"two"}\n');
  const written = () => readFileSync(file, 'utf8').includes('"two"');
  for (let i = 0; i < 3000 && !written(); i++) await sleep(20);
  closeSync(fd);
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{'));
  assert.ok(log.dropped > 0);
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).msg),
    ['one', 'log lines were dropped: they could not be written', 'two'],
  );
  assert.equal(JSON.parse(lines[1]!).dropped, log.dropped);
});
