// The body of a thread: scans files or fills batches, one job after the other, as it was told at the start.
import { parentPort, workerData } from 'node:worker_threads';
import { DataError } from '../../errors.ts';
import { DiskCache } from '../cache/disk-cache.ts';
import { SampleStore } from '../cache/store.ts';
import { scanPicture } from '../scan/scan-picture.ts';
import { batchFiller } from './fill-batch.ts';
import type { Failure, ThreadJob, ThreadReply, ThreadTask } from './pool.ts';

const task = workerData as ThreadTask; // pool.ts gives nothing else
const store = new SampleStore(task.store);
const disk = task.kind === 'scan' && task.cacheFolder !== undefined ? new DiskCache(task.cacheFolder) : undefined;
const fill = task.kind === 'batch' ? batchFiller(task.source, store) : undefined;

/** Jobs are done one after the other and answered in their order: the pool relies on it. */
let last: Promise<void> = Promise.resolve();
parentPort!.on('message', (job: ThreadJob) => {
  last = last.then(async () => parentPort!.postMessage(await answer(job).catch(failure)));
});

async function answer(job: ThreadJob): Promise<ThreadReply> {
  if (job.kind === 'batch' && fill) return { kind: 'batch', times: await fill(job, new Float32Array(job.memory)) };
  if (job.kind !== 'scan' || task.kind !== 'scan') throw new Error(`this thread does not do ${job.kind}`);
  const scanned = [];
  for (const [i, file] of job.files.entries()) {
    scanned.push(await scanPicture(task.root, file, job.first + i, task.base, store, task.maxPixels, disk));
  }
  return { kind: 'scan', scanned };
}

function failure(error: unknown): Failure {
  if (error instanceof DataError) {
    const { code, reason, file, hint } = error;
    const options = { ...(file === undefined ? {} : { file }), ...(hint === undefined ? {} : { hint }) };
    return { kind: 'failure', code, reason, options };
  }
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { kind: 'failure', code: 'worker-failed', reason, options: {} };
}
