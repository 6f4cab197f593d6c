import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openLedger } from './ledger.ts';
import { temporaryFolder } from './testing.ts';

test('kill -9 in mid-run loses at most the last buffered second and harms nothing', async (t) => {
  const path = join(temporaryFolder(t), 'ledger.db');
  // The child says on stdout when it logged which step; one step takes about 2 ms.
  const script = `
    import { writeSync } from 'node:fs';
    import { openLedger } from ${JSON.stringify(join(import.meta.dirname, 'ledger.ts'))};
    const run = openLedger(${JSON.stringify(path)}).start({ name: 'killed', kind: 'train', device: 'cpu', threads: 1, params: {} });
    for (let step = 0; ; step++) {
      run.log(step, { loss: step / 2 });
      writeSync(1, step + ' ' + Date.now() + '\\n');
      const until = performance.now() + 2;
      while (performance.now() < until);
    }
  `;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.length > 20_000) child.kill('SIGKILL'); // about 1,000 steps, in the middle of a batch
  });
  const [, signal] = await once(child, 'exit');
  assert.equal(signal, 'SIGKILL');
  const steps = said
    .trim()
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' ').map(Number));
  const killedAt = steps.at(-1)![1]!;

  using ledger = openLedger(path);
  const [run] = ledger.runs();
  assert.ok(run);
  assert.equal(run.status, 'running', 'silent for less than a minute');
  const series = ledger.metrics(run.id, 'loss');
  assert.ok(series.steps.length > 0);
  for (const [i, step] of series.steps.entries()) {
    assert.equal(step, i, 'no gap');
    assert.equal(series.values[i], step / 2);
  }
  const lost = steps.filter(([step]) => step! >= series.steps.length);
  assert.ok(lost.length <= 256, `lost ${lost.length} steps`);
  for (const [, at] of lost) assert.ok(killedAt - at! <= 1100, 'only from the last second');
  assert.ok(run.cost.seconds > 0 && run.cost.money > 0, 'the cost up to the last batch is there');

  using resumed = ledger.resume(run.id);
  resumed.log(series.steps.length, { loss: 0 });
  resumed.finish('done');
  assert.equal(ledger.run(run.id).status, 'done');
  using db = new DatabaseSync(path);
  assert.deepEqual({ ...db.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
  assert.deepEqual(db.prepare('PRAGMA foreign_key_check').all(), []);
});

test('a running run that is silent for a minute reads as lost', (t) => {
  const path = join(temporaryFolder(t), 'ledger.db');
  using ledger = openLedger(path);
  const run = ledger.start({ name: 'x', kind: 'train', device: 'cpu', params: {} });
  using other = openLedger(path);
  assert.equal(other.run(run.id).status, 'running');
  using db = new DatabaseSync(path);
  db.exec('UPDATE runs SET heartbeat = heartbeat - 61000');
  assert.equal(other.run(run.id).status, 'lost');
  assert.equal(other.runs({ status: 'lost' }).length, 1);
  assert.equal(other.runs({ status: 'running' }).length, 0);
  run.flush();
  assert.equal(other.run(run.id).status, 'running', 'a sign of life');
});
