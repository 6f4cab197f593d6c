import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BatchInput, BatchResult } from '../engine/engine.ts';
import { ServeError } from '../errors.ts';
import { bytesOf, view, type WireTensor } from '../protocol/datatypes.ts';
import { Batcher, type BatcherOptions, type ReleaseReason } from './batcher.ts';

const options: BatcherOptions = { maxBatch: 4, maxDelayMs: 0, maxQueue: 100, maxQueueBytes: 1e6 };
const limits = { timeoutMs: 10_000 };

/** Rows of two numbers; the first says which they are. */
const rows = (...values: number[]): WireTensor[] => [
  {
    name: 'x',
    datatype: 'FP32',
    shape: [values.length, 2],
    bytes: bytesOf(Float32Array.from(values.flatMap((value) => [value, 1]))),
  },
];
const answerOf = ({ outputs }: { outputs: WireTensor[] }) => [...view('FP32', outputs[0]!.bytes)];

/** Computes x₀ · 10 + x₁ a row; refuses a batch that holds a 13, as an engine refuses what it cannot compute. */
async function compute(inputs: readonly BatchInput[]): Promise<BatchResult> {
  const [input] = inputs;
  const values = view('FP32', Buffer.concat(input!.pieces)) as Float32Array;
  await new Promise(setImmediate);
  const out = Float32Array.from({ length: input!.shape[0]! }, (_, i) => values[2 * i]! * 10 + values[2 * i + 1]!);
  if (values.includes(13)) throw new ServeError('engine-failed', 'thirteen');
  return { outputs: [{ name: 'y', datatype: 'FP32', shape: [out.length], bytes: bytesOf(out) }], millis: 1, hash: 'h' };
}

function batcher(changes: Partial<BatcherOptions> = {}, run = compute) {
  const batches: { rows: number; requests: number; reason: ReleaseReason }[] = [];
  return {
    batches,
    queue: new Batcher(
      run,
      { ...options, ...changes },
      { onBatch: ({ rows, requests, reason }) => batches.push({ rows, requests, reason }) },
    ),
  };
}

test('what waits while the engine computes goes together, by rows', async () => {
  const { queue, batches } = batcher();
  const answers = await Promise.all(
    [rows(1), rows(2), rows(3, 4), rows(5), rows(6, 7)].map((input) =>
      queue.submit(input, input[0]!.shape[0]!, limits),
    ),
  );
  assert.deepEqual(answers.map(answerOf), [[11], [21], [31, 41], [51], [61, 71]]);
  assert.deepEqual(
    batches.map((batch) => batch.rows),
    [1, 4, 2],
  );
  assert.deepEqual(
    batches.map((batch) => batch.reason),
    ['idle', 'full', 'idle'],
  );
  assert.equal(queue.pending, 0);
});

test('a request larger than a batch is cut and put together again', async () => {
  const { queue, batches } = batcher();
  const many = Array.from({ length: 11 }, (_, i) => i);
  const answer = await queue.submit(rows(...many), 11, limits);
  assert.deepEqual(
    answerOf(answer),
    many.map((value) => value * 10 + 1),
  );
  assert.deepEqual(answer.outputs[0]?.shape, [11]);
  assert.deepEqual(
    batches.map((batch) => batch.rows),
    [4, 4, 3],
  );
});

test('any mix of sizes gives each request its own rows', async () => {
  const { queue } = batcher({ maxQueue: 10_000 });
  let seed = 7;
  const random = () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  const sizes = Array.from({ length: 300 }, () => 1 + Math.floor(random() * 9));
  await Promise.all(
    sizes.map(async (size, i) => {
      if (random() < 0.5) await new Promise(setImmediate);
      const values = Array.from({ length: size }, (_, k) => 1000 + i * 16 + k);
      assert.deepEqual(
        answerOf(await queue.submit(rows(...values), size, limits)),
        values.map((value) => value * 10 + 1),
      );
    }),
  );
  assert.equal(queue.pending, 0);
});

test('only requests of one signature share a batch', async () => {
  const { queue, batches } = batcher();
  const wide: WireTensor[] = [{ name: 'x', datatype: 'FP32', shape: [1, 1, 2], bytes: bytesOf(Float32Array.of(5, 1)) }];
  const answers = await Promise.all([
    queue.submit(rows(1), 1, limits),
    queue.submit(rows(2), 1, limits),
    queue.submit(wide, 1, limits),
    queue.submit(rows(3), 1, limits),
  ]);
  assert.deepEqual(answers.map(answerOf), [[11], [21], [51], [31]]);
  assert.deepEqual(
    batches.map((batch) => batch.requests),
    [1, 2, 1],
  );
});

test('one bad request fails alone', async () => {
  const { queue } = batcher();
  const results = await Promise.allSettled([1, 2, 13, 4, 5].map((value) => queue.submit(rows(value), 1, limits)));
  assert.deepEqual(
    results.map((result) => (result.status === 'fulfilled' ? answerOf(result.value) : result.reason.message)),
    [[11], [21], 'thirteen', [41], [51]],
  );
});

test('a full queue refuses with a time to come back, and takes one request of any size when empty', async () => {
  const { queue } = batcher({ maxQueue: 3 });
  const waiting = [1, 2, 3, 4].map((value) => queue.submit(rows(value), 1, limits)); // one computes, three wait
  await assert.rejects(
    queue.submit(rows(5), 1, limits),
    (error: unknown) => error instanceof ServeError && error.statusCode === 429 && (error.retryAfter ?? 0) >= 1,
  );
  await Promise.all(waiting);
  const answer = await queue.submit(rows(1, 2, 3, 4, 5, 6), 6, limits);
  assert.equal(answerOf(answer).length, 6);
});

test('every request that waits or is computed counts as pending, also those that share a batch', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const { queue } = batcher({}, async (inputs) => {
    await gate;
    return compute(inputs);
  });
  const all = [1, 2, 3, 4, 5, 6, 7].map((value) => queue.submit(rows(value), 1, limits)); // at most four a batch
  assert.equal(queue.pending, 7);
  open();
  await all[1]; // a batch of the second to the fifth is done
  assert.equal(queue.pending, 2);
  await Promise.all(all);
  assert.equal(queue.pending, 0);
});

test('a cancelled request leaves the queue before it is computed', async () => {
  const { queue, batches } = batcher();
  const first = queue.submit(rows(1), 1, limits);
  const controller = new AbortController();
  const cancelled = queue.submit(rows(2), 1, { ...limits, signal: controller.signal });
  controller.abort();
  await assert.rejects(cancelled, { code: 'cancelled' });
  await first;
  assert.equal(batches.length, 1);
});

test('a request that waits too long is told so, and the rest goes on', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const { queue } = batcher({}, async (inputs) => {
    await gate;
    return compute(inputs);
  });
  const patient = queue.submit(rows(1), 1, limits);
  await assert.rejects(queue.submit(rows(2), 1, { timeoutMs: 5 }), { code: 'deadline-exceeded', statusCode: 504 });
  open();
  assert.deepEqual(answerOf(await patient), [11]);
});

test('maxDelayMs holds a batch back until it is full or old enough', async () => {
  const { queue, batches } = batcher({ maxDelayMs: 20 });
  await Promise.all([1, 2, 3, 4, 5].map((value) => queue.submit(rows(value), 1, limits)));
  assert.deepEqual(
    batches.map(({ rows, reason }) => ({ rows, reason })),
    [
      { rows: 4, reason: 'full' },
      { rows: 1, reason: 'delay' },
    ],
  );
});

test('a batch that took the engine down is not tried again; what waits keeps its place', async () => {
  let down = true;
  const { queue } = batcher({}, async (inputs) => {
    if (!down) return compute(inputs);
    down = false;
    queue.pause();
    throw new ServeError('engine-down', 'gone');
  });
  const lost = queue.submit(rows(1), 1, limits);
  const kept = queue.submit(rows(2), 1, limits);
  await assert.rejects(lost, { code: 'engine-down' });
  assert.equal(queue.pending, 1);
  queue.resume();
  assert.deepEqual(answerOf(await kept), [21]);
});
