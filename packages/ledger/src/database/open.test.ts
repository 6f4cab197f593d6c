import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openLedger } from '../ledger.ts';
import { START, temporaryFolder } from '../testing.ts';

test('a file that is no database, or a database of another program, is refused and not touched', (t) => {
  const folder = temporaryFolder(t);
  const text = join(folder, 'text.db');
  writeFileSync(
    text,
    'a shopping list, long enough to have had a header of a hundred bytes if it were a database at all, which it is not',
  );
  assert.throws(() => openLedger(text), { code: 'not-a-ledger', message: /no SQLite database/ });
  const foreign = join(folder, 'foreign.db');
  const db = new DatabaseSync(foreign);
  db.exec('CREATE TABLE bookmarks (url TEXT)');
  db.close();
  const before = readFileSync(foreign);
  assert.throws(() => openLedger(foreign), { code: 'not-a-ledger', message: /another program/ });
  assert.deepEqual(readFileSync(foreign), before);
});

test('a folder in place of the file, and a ledger of a newer version, are refused', (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'dir.db'));
  assert.throws(() => openLedger(join(folder, 'dir.db')), {
    code: 'cannot-open',
    message: /dir\.db is a folder, and the book of runs is a file/,
  });
  writeFileSync(join(folder, 'file'), '');
  assert.throws(() => openLedger(join(folder, 'file/ledger.db')), { code: 'cannot-open' });
  const path = join(folder, 'ledger.db');
  openLedger(path).close();
  const db = new DatabaseSync(path);
  db.exec('PRAGMA user_version = 999');
  db.close();
  assert.throws(() => openLedger(path), { code: 'newer', message: /Update Capstan/ });
});

test('a ledger cut short says that it is damaged and how to save it', (t) => {
  const path = join(temporaryFolder(t), 'ledger.db');
  const ledger = openLedger(path);
  for (let i = 0; i < 20; i++) {
    const run = ledger.start({ ...START, params: { text: 'x'.repeat(5000) } });
    run.finish();
  }
  ledger.close();
  truncateSync(path, 20_000);
  const read = () => {
    using damaged = openLedger(path);
    damaged.runs();
  };
  assert.throws(read, { code: 'corrupt', message: /\.recover/ });
});

test('a million points of one run are read as columns', (t) => {
  using ledger = openLedger(join(temporaryFolder(t), 'ledger.db'));
  using run = ledger.start(START);
  for (let step = 0; step < 1_000_000; step++) run.log(step, { loss: 1 / (1 + step) });
  const { steps, values } = ledger.metrics(run.id, 'loss');
  assert.equal(steps.length, 1_000_000);
  assert.equal(steps[999_999], 999_999);
  assert.equal(values[999_999], 1e-6);
  assert.equal(ledger.run(run.id).metrics.loss, 1e-6);
});
