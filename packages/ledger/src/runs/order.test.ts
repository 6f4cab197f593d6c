// What must not hang on a clock, on the event loop or on the place of the file.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { mock, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { LedgerError, now, openLedger, processStart } from '../index.ts';
import { temporaryFolder } from '../testing.ts';
import { Heartbeat } from './heartbeat.ts';

const START = { name: 'x', kind: 'train', device: 'cpu', threads: 1, params: {} } as const;

test('the order of writing decides, though the clock is set back an hour', () => {
  using ledger = openLedger(':memory:');
  let clock = Date.now();
  const reads = mock.method(Date, 'now', () => clock);
  using first = ledger.start(START);
  first.log(1, { loss: 5 });
  first.flush();
  clock -= 3_600_000;
  first.log(1, { loss: 7 });
  first.flush();
  const second = ledger.start(START);
  reads.mock.restore();
  assert.equal(ledger.run(first.id).metrics.loss, 7);
  assert.deepEqual([...ledger.metrics(first.id, 'loss').values], [7]);
  assert.deepEqual(
    ledger.runs().map(({ id }) => id),
    [second.id, first.id],
  );
  second.finish();
});

test('a ledger that was deleted or replaced while a run wrote to it is told of, not written into the void', (t) => {
  const path = join(temporaryFolder(t), 'gone.db');
  const ledger = openLedger(path);
  const run = ledger.start(START);
  run.log(1, { loss: 1 });
  run.flush();
  rmSync(path);
  run.log(2, { loss: 1 });
  const gone = (error: unknown) =>
    error instanceof LedgerError && error.code === 'gone' && /gone\.db was deleted/.test(error.message);
  assert.throws(() => run.flush(), gone);
  openLedger(path).close(); // another of the same name
  assert.throws(() => run.finish(), gone);
  run[Symbol.dispose](); // says it again as a warning
  ledger.close();
});

test('a run that was deleted meanwhile is told of, points or none', () => {
  using ledger = openLedger(':memory:');
  const run = ledger.start(START);
  ledger.delete(run.id, { force: true });
  assert.throws(
    () => run.finish(),
    (error) => error instanceof LedgerError && error.code === 'run-not-found',
  );
  run[Symbol.dispose]();
});

test('what was done before a run could start is booked', async () => {
  using ledger = openLedger(':memory:');
  const since = now();
  await setTimeout(300);
  using run = ledger.start({ ...START, since });
  assert.ok(run.cost().seconds >= 0.29, String(run.cost().seconds));
  using whole = ledger.start({ ...START, since: processStart });
  const [least, { seconds }, most] = [performance.now() / 1000, whole.cost(), performance.now() / 1000];
  assert.ok(seconds > least - 0.1 && seconds < most + 0.1, `${seconds} is not from ${least} to ${most}`);
});

test('a run is alive while its event loop stands still', (t) => {
  const path = join(temporaryFolder(t), 'alive.db');
  using ledger = openLedger(path);
  using run = ledger.start(START);
  using db = new DatabaseSync(path);
  db.prepare('UPDATE runs SET heartbeat = 0').run();
  assert.equal(ledger.runs({ status: 'lost' }).length, 0); // its own reader has flushed, and with that it beats
  db.prepare('UPDATE runs SET heartbeat = 0').run();
  using _pulse = new Heartbeat(path, run.id, 20);
  const begun = Date.now();
  const beat = () => Number(db.prepare('SELECT heartbeat FROM runs').get()?.heartbeat);
  // Nothing else of this thread runs meanwhile; it waits as long as the pulse's thread takes to start.
  while (beat() < begun && Date.now() - begun < 60_000)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  assert.ok(beat() >= begun, String(beat()));
});
