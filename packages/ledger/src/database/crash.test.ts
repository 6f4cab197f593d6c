import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openLedger } from '../ledger.ts';
import { temporaryFolder } from '../testing.ts';

// A step of the child takes at least so many ms, so that the bounds on what is lost hold however busy the machine is: a batch
// is 256 steps, or what is logged within a second and the step that ends it.
for (const { ms, steps: count, bound } of [
  { ms: 2, steps: 1000, bound: 256 },
  { ms: 20, steps: 120, bound: 51 },
])
  test(`kill -9 after ${count} steps of ${ms} ms loses at most ${bound} of them and harms nothing`, async (t) => {
    const path = join(temporaryFolder(t), 'ledger.db');
    // The child says on stdout which step it has logged.
    const script = `
    import { writeSync } from 'node:fs';
    import { openLedger } from ${JSON.stringify(join(import.meta.dirname, '../ledger.ts'))};
    const run = openLedger(${JSON.stringify(path)}).start({ name: 'killed', kind: 'train', device: 'cpu', threads: 1, params: {} });
    for (let step = 0; ; step++) {
      run.log(step, { loss: step / 2 });
      writeSync(1, step + '\\n');
      const until = performance.now() + ${ms};
      while (performance.now() < until);
    }
  `;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes(`\n${count}\n`)) child.kill('SIGKILL');
    });
    const [, signal] = await once(child, 'close');
    assert.equal(signal, 'SIGKILL');
    const logged = said.trim().split('\n').length; // the last may still have been on its way into the buffer

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
    const lost = logged - series.steps.length;
    assert.ok(lost <= bound, `lost ${lost} of ${logged}`);
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
