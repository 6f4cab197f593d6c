import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openLedger } from '@capstan/ledger';
import { setNumThreads } from '@capstan/torch';
import { fit, type ProgressEvent, type Project, sgd } from '../index.ts';
import type { EpochRecord } from '../loop/history.ts';
import { blobs } from '../testing/blobs.ts';
import { conforms } from '../testing/conformance.ts';
import { makersOf } from '../values/list.ts';
import { type Callback, callbacks, type OwnCallback, readCallback, reasonToEnd } from './callback.ts';
import type { Course } from './contract.ts';
import { earlyStopping, overfitting, timeLimit } from './index.ts';

conforms('callback', callbacks);

setNumThreads(1);
const root = mkdtempSync(join(tmpdir(), 'capstan-callbacks-'));
after(() => rmSync(root, { recursive: true, force: true }));
const ledger = openLedger(':memory:');
after(() => ledger.close());

/** A course whose validation losses are these, the training losses falling steadily, an epoch in half a minute. */
function course(losses: readonly number[]): Course {
  const history = losses.map(
    (validationLoss, i): EpochRecord => ({
      epoch: i + 1,
      step: i,
      lr: 0.1,
      trainLoss: 1 / (i + 1),
      validationLoss,
      seconds: 30,
      imagesPerSecond: 1,
    }),
  );
  const best = history.reduce((a, b) => (b.validationLoss < a.validationLoss ? b : a));
  return { history, best, epochs: 100 };
}
/** After which epoch a training with these losses ends. */
async function endOf(value: Callback | OwnCallback, losses: readonly number[]): Promise<number | undefined> {
  for (let epoch = 1; epoch <= losses.length; epoch++) {
    if (await reasonToEnd([value], course(losses.slice(0, epoch)))) return epoch;
  }
  return undefined;
}

test('each goes on at the beginning, ends at most once, says why, and leaves the course as it was', async () => {
  const long = course([1, 0.5, ...Array.from({ length: 200 }, () => 2)]);
  for (const kind of makersOf(callbacks).keys()) {
    const value = readCallback({ kind });
    assert.equal(await reasonToEnd([value], course([1])), undefined, kind);
    const before = structuredClone(long);
    const reason = await reasonToEnd([value], long);
    assert.match(reason!, /^[a-z].*[^.]$/, kind);
    assert.deepEqual(long, before);
    assert.equal(await reasonToEnd([value], long), reason, 'the same of the same');
  }
});

test('early stopping counts from the best epoch', async () => {
  assert.equal(await endOf(earlyStopping({ patience: 3 }), [5, 4, 3, 3.5, 3.4, 2.9, 3, 3, 3, 3]), 9);
  assert.equal(await endOf(earlyStopping({ patience: 5 }), [5, 4, 3, 2, 1]), undefined);
});

test('overfitting waits until validation is far off, some epochs in a row', async () => {
  assert.equal(await endOf(overfitting({ ratio: 1.5, patience: 2 }), [1, 0.5, 0.8, 0.7, 0.8, 0.9]), 6);
  assert.equal(await endOf(overfitting({ ratio: 3 }), [1, 0.5, 0.8, 0.9, 1, 1.2]), undefined);
});

test('a time limit ends with the epoch that reaches it', async () => {
  assert.equal(await endOf(timeLimit({ minutes: 2 }), [1, 1, 1, 1, 1, 1]), 4);
});

test('a training ends early as done, says why, keeps the best, and ends at once when it is gone on with', async () => {
  const seen: number[] = [];
  const own: OwnCallback = async ({ history, epochs }) => {
    seen.push(history.length);
    assert.equal(epochs, 50);
    return history.length === 4 ? 'four are enough' : undefined;
  };
  const project: Project = blobs({ train: { epochs: 50, callbacks: [own] } });
  const notes: string[] = [];
  const onProgress = (event: ProgressEvent) => event.kind === 'note' && notes.push(event.text);
  const result = await fit(project, { ledger, runDir: join(root, 'own'), onProgress });
  assert.deepEqual([result.stopped, result.history.length, seen], ['done', 4, [1, 2, 3, 4]]);
  assert.deepEqual(notes, ['the training ends after epoch 4: four are enough']);
  assert.equal(ledger.run(result.run).status, 'done');

  const early = blobs({
    optimizer: sgd({ lr: 1e-9 }),
    train: { epochs: 50, best: 'accuracy', callbacks: [timeLimit({ minutes: 1e-9 })] },
  });
  const first = await fit(early, { ledger, runDir: join(root, 'early') });
  assert.equal(first.history.length, 1);
  assert.deepEqual(ledger.run(first.run).params.callbacks, [{ kind: 'timeLimit', minutes: 1e-9 }]);
  const again = await fit(early, { ledger, resume: join(root, 'early') });
  assert.deepEqual([again.stopped, again.history.length], ['done', 1]);
});

test('an early end comes at the same epoch in a run that was interrupted', async () => {
  const project = blobs({
    optimizer: sgd({ lr: 0.5 }),
    train: { epochs: 60, callbacks: [earlyStopping({ patience: 3 })] },
  });
  const straight = await fit(project, { ledger, runDir: join(root, 'straight') });
  const stop = new AbortController();
  const onProgress = (event: ProgressEvent) => event.kind === 'epoch' && event.record.epoch === 2 && stop.abort();
  const broken = await fit(project, { ledger, runDir: join(root, 'broken'), signal: stop.signal, onProgress });
  assert.equal(broken.stopped, 'interrupted');
  const on = await fit(project, { ledger, resume: join(root, 'broken') });
  assert.equal(on.history.length, straight.history.length);
  assert.deepEqual(on.best, straight.best);
});
