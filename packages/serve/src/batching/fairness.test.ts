// Nobody shuts others out: what large requests, and many, leave to the rest.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BatchInput, BatchResult } from '../engine/engine.ts';
import { bytesOf, type WireTensor } from '../protocol/datatypes.ts';
import { Batcher } from './batcher.ts';
import { Cost } from './cost.ts';
import { createJob, type Job } from './job.ts';
import { Policy } from './policy.ts';

const options = { maxBatch: 8, maxDelayMs: 0, maxQueue: 64, maxQueueBytes: 1e9 };
const rows = (count: number, width = 1): WireTensor[] => [
  { name: 'x', datatype: 'FP32', shape: [count, width], bytes: bytesOf(new Float32Array(count * width)) },
];

/** Gives zeros; `gate` holds the first batch until everything is queued. */
function engine() {
  const gate = Promise.withResolvers<void>();
  const batches: number[] = [];
  const run = async (inputs: readonly BatchInput[]): Promise<BatchResult> => {
    await gate.promise;
    await new Promise(setImmediate);
    const [count] = inputs[0]!.shape as [number];
    batches.push(count);
    const bytes = bytesOf(new Float32Array(count));
    return { outputs: [{ name: 'y', datatype: 'FP32', shape: [count], bytes }], millis: 1, hash: 'h' };
  };
  return { run, batches, open: gate.resolve };
}

test('one row that comes after thousands is in the next batch', async () => {
  const { run, batches, open } = engine();
  const queue = new Batcher(run, options);
  const large = queue.submit(rows(8000), 8000, { timeoutMs: 60_000 });
  let batchesBefore = -1;
  const small = queue.submit(rows(1), 1, { timeoutMs: 60_000 }).then(() => {
    batchesBefore = batches.length;
  });
  open();
  await small;
  assert.ok(batchesBefore <= 3, `answered after ${batchesBefore} batches`);
  assert.equal((await large).outputs[0]?.shape[0], 8000);
});

test('while small ones are about, a bit of a large one takes no longer than a batch of theirs', () => {
  const policy = (millis: (rows: number) => number) => {
    const cost = new Cost(32);
    for (let i = 0; i < 5; i++) for (const count of [1, 2, 4, 8, 16]) cost.learn(count, millis(count));
    return new Policy(32, cost);
  };
  const job = (count: number) => createJob(rows(count), count, { timeoutMs: 1 }, () => {}).job;
  const taken = (of: Policy, ...jobs: Job[]) => of.pick(jobs).map((segment) => segment.rows);
  const [processor, accelerator] = [policy((count) => 2 * count), policy((count) => 6 + 0.01 * count)];
  for (const each of [processor, accelerator]) each.saw(1);
  assert.deepEqual(taken(processor, job(1), job(100)), [1]);
  assert.deepEqual(taken(processor, job(16), job(100)), [16, 4]);
  assert.deepEqual(taken(processor, job(100)), [1]);
  assert.deepEqual(taken(accelerator, job(1), job(100)), [1, 22]); // as far as was measured
  const alone = policy((count) => 2 * count);
  assert.deepEqual(taken(alone, job(100)), [32]); // nobody else is about
  assert.deepEqual(taken(alone, job(20), job(20)), [20, 12]);
});

test('large requests fill no more than half of the queue', async () => {
  const { run, open } = engine();
  const queue = new Batcher(run, options);
  const taken = [1, 2, 3, 4].map(() => queue.submit(rows(100), 100, { timeoutMs: 60_000 }));
  await assert.rejects(
    queue.submit(rows(100), 100, { timeoutMs: 60_000 }),
    /4 requests of more than 8 rows wait already/,
  );
  const small = Array.from({ length: 32 }, () => queue.submit(rows(1), 1, { timeoutMs: 60_000 }));
  await assert.rejects(queue.submit(rows(1), 1, { timeoutMs: 60_000 }), { code: 'overloaded' });
  open();
  await Promise.all([...taken, ...small]);
});

test('a full queue still takes one of a client that has less than its part, and serves clients in turn', async () => {
  const { run, open } = engine();
  const queue = new Batcher(run, options);
  const order: string[] = [];
  const submit = (client: string) =>
    queue.submit(rows(1), 1, { timeoutMs: 60_000, client }).then(() => order.push(client));
  const first = submit('busy');
  const many = Array.from({ length: 64 }, () => submit('busy'));
  await assert.rejects(submit('busy'), { code: 'overloaded' });
  const other = submit('other');
  open();
  await Promise.all([first, ...many, other]);
  assert.ok(order.indexOf('other') <= 9, `answered as number ${order.indexOf('other')}`);
});

test('a rare shape gets on among many of another', async () => {
  const { run, batches, open } = engine();
  const queue = new Batcher(run, { ...options, maxQueue: 10_000 });
  let going = true;
  const busy = Array.from({ length: 24 }, async () => {
    while (going) await queue.submit(rows(1), 1, { timeoutMs: 60_000 });
  });
  const rare = queue.submit(rows(1, 3), 1, { timeoutMs: 60_000 });
  open();
  await rare;
  const needed = batches.length;
  going = false;
  await Promise.all(busy);
  assert.ok(needed < 20, `${needed} batches`);
});

test('what cannot be computed in its time is refused before it begins, and dropped when its time is up', async () => {
  const { run, batches, open } = engine();
  const queue = new Batcher(run, options);
  queue.expect(1); // a row a millisecond
  await assert.rejects(queue.submit(rows(500), 500, { timeoutMs: 100 }), { code: 'too-many-rows', statusCode: 413 });
  const late = queue.submit(rows(64), 64, { timeoutMs: 80 });
  await assert.rejects(late, { code: 'deadline-exceeded' });
  open();
  await queue.submit(rows(1), 1, { timeoutMs: 60_000 });
  assert.ok(batches.length <= 2, 'rows of a request that was given up are not computed');
});
