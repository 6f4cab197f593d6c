import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openLedger } from '../ledger.ts';
import { Run } from '../runs/run.ts';
import { START, temporaryFolder } from '../testing.ts';
import { openDatabase } from './database.ts';

test('a ledger that cannot grow says so, keeps what it has, and goes on when there is room', (t) => {
  const path = join(temporaryFolder(t), 'ledger.db');
  using ledger = openLedger(path);
  const first = ledger.start(START);
  first.log(0, { loss: 1 });
  first.finish();
  const usage = { usageId: 1, earlier: [], units: 1, device: 'cpu', price: ledger.price('cpu'), onClose: () => {} };
  using db = openDatabase(path);
  const pages = Number(db.prepare('PRAGMA page_count').get()?.page_count);
  db.exec(`PRAGMA max_page_count = ${pages + 2}`);
  const run = new Run({ ...usage, db, path, id: first.id });
  for (let step = 1; step < 200; step++) run.log(step, { ['x'.repeat(200) + step]: step });
  assert.throws(() => run.flush(), { code: 'disk-full', message: /Free some space/ });
  assert.deepEqual([...ledger.metrics(first.id, 'loss').values], [1], 'readable all the while');
  assert.throws(() => run.finish(), { code: 'disk-full' });
  assert.equal(run.finished, false);
  db.exec('PRAGMA max_page_count = 1000000');
  run.finish();
  assert.equal(ledger.metricNames(first.id).length, 200, 'nothing that was buffered is lost');
});

test('on a disk that is really full the ledger stays whole', (t) => {
  const disk = join(temporaryFolder(t), 'disk');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    t.skip('mounting a tmpfs needs root on Linux');
    return;
  }
  try {
    fill(join(disk, 'ledger.db'));
  } finally {
    execFileSync('umount', ['-l', disk]); // lazily: the kernel may still be closing files
  }
});

function fill(path: string): void {
  const ledger = openLedger(path);
  const run = ledger.start(START);
  for (let step = 0; step < 200_000; step++) run.log(step, { loss: step }); // never throws: training goes on
  assert.throws(() => run.flush(), { code: 'disk-full' });
  const big = { text: 'x'.repeat(700_000) };
  assert.throws(() => ledger.start({ ...START, params: big }), {
    code: 'disk-full',
    message: /Cannot start a run/,
  });
  assert.throws(() => ledger.close(), { code: 'disk-full' });
  using db = new DatabaseSync(path);
  assert.deepEqual({ ...db.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
  const { n, last } = db.prepare('SELECT count(*) AS n, max(step) AS last FROM metrics').get() ?? {};
  assert.ok(Number(n) > 0);
  assert.equal(Number(n), Number(last) + 1, 'whole batches only, none missing in between');
}
