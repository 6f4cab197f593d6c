import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { tryLock, withLock } from './lock.mjs';
import { run } from './run.mjs';

describe('the lock', () => {
  const dir = mkdtempSync(join(tmpdir(), 'capstan-lock-'));
  after(() => rmSync(dir, { recursive: true, force: true }));
  const module = JSON.stringify(new URL('./lock.mjs', import.meta.url).href);

  it('lets one process at a time through', async () => {
    const [lock, log] = [join(dir, 'one'), join(dir, 'log')];
    writeFileSync(log, '');
    const program = `
      import { appendFileSync } from 'node:fs';
      import { setTimeout as sleep } from 'node:timers/promises';
      const { withLock } = await import(${module});
      await withLock(${JSON.stringify(lock)}, async () => {
        appendFileSync(${JSON.stringify(log)}, 'in\\n');
        await sleep(30);
        appendFileSync(${JSON.stringify(log)}, 'out\\n');
      }, { poll: 5 });`;
    const one = () => run(process.execPath, ['--input-type=module', '-e', program]);
    const ends = await Promise.all([one(), one(), one(), one()]);
    assert.deepEqual(
      ends.map(({ code, stderr }) => [code, stderr]),
      Array(4).fill([0, '']),
    );
    assert.equal(readFileSync(log, 'utf8'), 'in\nout\n'.repeat(4));
    assert.ok(!existsSync(lock));
  });

  it('is taken over from a process that was killed', async () => {
    const lock = join(dir, 'killed');
    const program = `
      const { withLock } = await import(${module});
      await withLock(${JSON.stringify(lock)}, () => { console.log('held'); return new Promise(() => setInterval(() => {}, 1e6)); });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(/** @type {import('node:stream').Readable} */ (child.stdout), 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.ok(existsSync(lock));
    assert.equal(await withLock(lock, async () => 'mine'), 'mine');
    assert.ok(!existsSync(lock));
  });

  it('is not taken from a living process, which is named', async () => {
    const lock = join(dir, 'living');
    writeFileSync(
      lock,
      JSON.stringify({ pid: process.ppid, host: hostname(), since: '2026-01-02T03:04:05Z', token: 'x' }),
    );
    let named = '';
    const waiting = withLock(lock, async () => 'after', {
      poll: 5,
      onWait: ({ pid, host, since }) => {
        named = `${pid} ${host} ${since}`;
        rmSync(lock); // the owner is done
      },
    });
    assert.equal(await waiting, 'after');
    assert.equal(named, `${process.ppid} ${hostname()} 2026-01-02T03:04:05Z`);
  });

  it('is taken over when its owner, on another machine, has been silent for a minute', async () => {
    const lock = join(dir, 'silent');
    writeFileSync(lock, JSON.stringify({ pid: 1, host: 'elsewhere', token: 'x' }));
    const long = new Date(Date.now() - 120_000);
    utimesSync(lock, long, long);
    assert.equal(await withLock(lock, async () => 'mine'), 'mine');
  });

  it('that another holds is not waited for where something else can be done meanwhile', async () => {
    const lock = join(dir, 'tried');
    const inside = await withLock(lock, () => tryLock(lock, async () => assert.fail('it was held')));
    assert.equal(inside, false);
    let ran = 0;
    assert.equal(await tryLock(lock, async () => void ran++), true);
    writeFileSync(lock, JSON.stringify({ pid: 999_999_999, host: hostname(), since: '', token: 'x' })); // of a dead process
    assert.equal(await tryLock(lock, async () => void ran++), true);
    assert.deepEqual([ran, existsSync(lock)], [2, false]);
  });

  it('is let go when the body throws', async () => {
    const lock = join(dir, 'throws');
    await assert.rejects(
      withLock(lock, async () => {
        throw new Error('no');
      }),
      /no/,
    );
    assert.ok(!existsSync(lock));
  });
});
