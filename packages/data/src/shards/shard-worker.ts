// The body of a thread: decodes and augments pictures out of shards, one job after the other.
import { parentPort, workerData } from 'node:worker_threads';
import { DataError } from '../errors.ts';
import { type FillTask, sampleFiller } from './fill-samples.ts';
import type { ShardJob, ShardReply } from './shard-pool.ts';

const fill = sampleFiller(workerData as FillTask); // shard-pool.ts gives nothing else

let last: Promise<void> = Promise.resolve();
parentPort!.on('message', ({ memory, ...job }: ShardJob) => {
  last = last.then(async () => {
    const reply: ShardReply = await fill(job, new Float32Array(memory)).then(
      () => ({ ok: true }),
      (error: unknown) => {
        if (!(error instanceof DataError)) return { ok: false, code: 'worker-failed', reason: String(error) };
        const { code, reason, file } = error;
        return { ok: false, code, reason, ...(file === undefined ? {} : { file }) };
      },
    );
    parentPort!.postMessage(reply);
  });
});
