import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openLedger } from '@capstan/ledger';
import { fit, TrainError } from '../index.ts';
import { blobs } from '../testing/blobs.ts';
import { lockRun } from './lock.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-lock-'));
after(() => rmSync(root, { recursive: true, force: true }));
const inUse = (error: unknown) => error instanceof TrainError && error.code === 'run-in-use';

test('a second process that is refused leaves the live run running in the book', async () => {
  const dir = join(root, 'live');
  using first = openLedger(join(root, 'ledger.db'));
  using second = openLedger(join(root, 'ledger.db'));
  let refused: Promise<PromiseSettledResult<unknown>[]> | undefined;
  let status: string | undefined;
  const stop = new AbortController(); // it runs until the others were refused
  const { run } = await fit(blobs({ train: { epochs: 100_000 } }), {
    ledger: first,
    runDir: dir,
    signal: stop.signal,
    onProgress: (event) => {
      if (event.kind !== 'epoch' || event.record.epoch > 1) return;
      // Every way in: to go on with it, and to begin anew in its folder.
      refused = Promise.allSettled([
        fit(blobs(), { ledger: second, resume: dir }),
        fit(blobs(), { ledger: second, runDir: dir }),
      ]).then((outcomes) => {
        status = second.runs()[0]?.status;
        stop.abort();
        return outcomes;
      });
    },
  });
  for (const outcome of (await refused) ?? assert.fail('no epoch ended')) {
    assert.ok(outcome.status === 'rejected' && inUse(outcome.reason));
    assert.match(String(outcome.reason), new RegExp(`process ${process.pid} on `));
  }
  assert.equal(status, 'running');
  assert.deepEqual(
    second.runs().map(({ id, status }) => [id, status]),
    [[run, 'stopped']],
  ); // no second run was begun
});

test('what a killed process of the same number left is no lock', async () => {
  const dir = join(root, 'killed');
  (await lockRun(dir))[Symbol.dispose]();
  writeFileSync(join(dir, 'run.lock.json'), JSON.stringify({ process: process.pid, host: 'x', since: 'then' }));
  writeFileSync(join(dir, 'lock'), String(process.pid)); // as an earlier version left it
  (await lockRun(dir))[Symbol.dispose]();
});

test('a lock holds against another process, and ends with it however that ends', async () => {
  const dir = join(root, 'other');
  const code = `
    const { lockRun } = await import(${JSON.stringify(join(import.meta.dirname, 'lock.ts'))});
    globalThis.held = await lockRun(${JSON.stringify(dir)});
    console.log('held');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  await assert.rejects(lockRun(dir), inUse);
  child.kill('SIGKILL');
  await once(child, 'exit');
  (await lockRun(dir))[Symbol.dispose]();
});
