import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError } from '../../errors.ts';
import { createStore } from '../cache/store.ts';
import { Pool, type ThreadTask } from './pool.ts';

const base = { size: [8, 8], channels: 1, resize: 'crop', ratio: 1, whole: false } as const;
const { memory } = createStore(1, 64, 1);
const task: ThreadTask = { kind: 'scan', root: '.', base: { ...base, size: [8, 8] }, maxPixels: 100, store: memory };
const job = { kind: 'scan', files: ['nowhere.png'], first: 0 } as const;

test('a job is answered, and one that does not suit the thread is an error', async () => {
  await using pool = new Pool(1, task);
  const reply = await pool.run(job);
  assert.deepEqual(reply, {
    kind: 'scan',
    scanned: [{ ok: false, code: 'image-unreadable', reason: 'the file is not there any more' }],
  });
  const index = Int32Array.of(0);
  await assert.rejects(
    pool.run({ kind: 'batch', memory: new SharedArrayBuffer(4), epoch: 0, index, draw: index }),
    (error) => {
      return error instanceof DataError && error.code === 'worker-failed' && /does not do batch/.test(error.message);
    },
  );
});

test('a thread that breaks down fails its jobs and those to come', async () => {
  // A task without memory, as no caller can write it: the thread throws when it starts.
  const broken = { ...task, store: undefined } as unknown as ThreadTask;
  await using pool = new Pool(1, broken);
  await assert.rejects(pool.run(job), { code: 'worker-failed' });
  await assert.rejects(pool.run(job), /a data thread (broke down|ended)/);
});

test('closing ends jobs that are waiting', async () => {
  const pool = new Pool(1, task);
  const waiting = pool.run(job);
  const ended = assert.rejects(waiting, { code: 'loader-closed' });
  await pool[Symbol.asyncDispose]();
  await ended;
});
