// What stands in the book after a training that was killed, or went on elsewhere.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openLedger } from '@capstan/ledger';
import { adamw, type FitResult, fit, oneCycle, stepLR, TrainError } from '../index.ts';
import { blobs } from '../testing/blobs.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-book-'));
after(() => rmSync(root, { recursive: true, force: true }));

// Forked by the first test: trains, and kills itself right after the fifth epoch's checkpoint.
const [dir] = process.argv.slice(2);
if (dir !== undefined && process.send) {
  using ledger = openLedger(join(dir, 'ledger.db'));
  await fit(blobs({ train: { epochs: 12 } }), {
    ledger,
    runDir: join(dir, 'run'),
    onProgress: (event) => {
      if (event.kind === 'checkpoint' && event.epoch === 5) process.kill(process.pid, 'SIGKILL');
    },
  });
}

test('after kill -9 no row is missing: the book is written before the checkpoint', {
  skip: dir !== undefined,
}, async () => {
  const child = fork(import.meta.filename, [root], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [, signal] = await once(child, 'exit');
  assert.equal(signal, 'SIGKILL');
  using ledger = openLedger(join(root, 'ledger.db'));
  const result = await fit(blobs({ train: { epochs: 12 } }), { ledger, resume: join(root, 'run') });
  const steps = (name: string) => [...ledger.metrics(result.run, name).steps];
  const all = Array.from({ length: 12 * 16 }, (_, i) => i + 1);
  for (const name of ['train/loss', 'train/accuracy', 'lr']) assert.deepEqual(steps(name), all, name);
  for (const name of ['validation/loss', 'validation/accuracy', 'epoch']) {
    assert.deepEqual(
      steps(name),
      result.history.map(({ step }) => step),
      name,
    );
  }
});

const inMemory = () => openLedger(':memory:');
const skip = dir !== undefined;

test('a run that goes on in another book brings its epochs along', { skip }, async () => {
  const runDir = join(root, 'moved');
  const stop = new AbortController();
  await fit(blobs(), {
    runDir,
    ledger: inMemory(),
    signal: stop.signal,
    onProgress: (event) => {
      if (event.kind === 'epoch' && event.record.epoch === 2) stop.abort();
    },
  });
  using ledger = inMemory();
  const result = await fit(blobs(), { resume: runDir, ledger });
  assert.equal(result.stopped, 'done');
  assert.deepEqual([...ledger.metrics(result.run, 'epoch').values], [1, 2, 3]);
});

test('the learning rate in the book is the one that each step was made with', { skip }, async () => {
  using ledger = inMemory();
  const project = blobs({ rows: 64, schedule: stepLR({ stepSize: 1, gamma: 0.1 }) });
  const { run, history } = await fit(project, { runDir: join(root, 'rate'), ledger });
  const rates = [...ledger.metrics(run, 'lr').values].map((rate) => Number(rate.toPrecision(6)));
  assert.deepEqual(rates, [0.1, 0.1, 0.01, 0.01, 0.001, 0.001]);
  assert.deepEqual(
    history.map(({ lr }) => Number(lr.toPrecision(6))),
    [0.1, 0.01, 0.001],
  );
});

test('stopped while it validates, a run stops at once and goes on to the same bits', { skip }, async () => {
  const straight = await fit(blobs({ held: 400 }), { runDir: join(root, 'straight'), ledger: inMemory() });
  const runDir = join(root, 'validating');
  const stop = new AbortController();
  const ledger = inMemory();
  const begun = await fit(blobs({ held: 400 }), {
    runDir,
    ledger,
    signal: stop.signal,
    onProgress: (event) => {
      if (event.kind === 'validate' && event.epoch === 2) stop.abort();
    },
  });
  assert.equal(begun.stopped, 'interrupted');
  assert.equal(begun.history.length, 1);
  const result = await fit(blobs({ held: 400 }), { resume: runDir, ledger });
  const figures = ({ history }: FitResult) =>
    history.map(({ step, trainLoss, validationLoss }) => [step, trainLoss, validationLoss]);
  assert.deepEqual(figures(result), figures(straight));
});

test('a run goes on at another learning rate when that is asked for, and only then', { skip }, async () => {
  const runDir = join(root, 'changed');
  const stop = new AbortController();
  using ledger = inMemory();
  const first = blobs({ rows: 64, optimizer: adamw({ lr: 0.01 }), schedule: oneCycle() });
  await fit(first, {
    runDir,
    ledger,
    signal: stop.signal,
    onProgress: (event) => {
      if (event.kind === 'epoch' && event.record.epoch === 1) stop.abort();
    },
  });
  const slower = blobs({ rows: 64, optimizer: adamw({ lr: 0.001 }), schedule: stepLR({ stepSize: 2, gamma: 0.5 }) });
  await assert.rejects(
    fit(slower, { resume: runDir, ledger }),
    (error) =>
      error instanceof TrainError &&
      error.code === 'checkpoint-other-project' &&
      /optimizer: .*0\.01/.test(error.message),
  );
  const { run } = await fit(slower, { resume: runDir, ledger, change: ['optimizer', 'schedule'] });
  const rates = [...ledger.metrics(run, 'lr').values].slice(-4).map((rate) => Number(rate.toPrecision(6)));
  assert.deepEqual(rates, [0.001, 0.001, 0.0005, 0.0005]);
});
