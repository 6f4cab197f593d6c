import { Worker } from 'node:worker_threads';
import { DataError, type DataErrorCode } from '../errors.ts';
import type { FillJob, FillTask } from './fill-samples.ts';

export type ShardJob = FillJob & { memory: SharedArrayBuffer };
export type ShardReply = { ok: true } | { ok: false; code: DataErrorCode; reason: string; file?: string };

type Thread = { worker: Worker; waiting: PromiseWithResolvers<void>[] };

/** Threads that decode pictures out of shards. Owned by whoever makes it: `await using`. */
export class ShardPool implements AsyncDisposable {
  readonly #threads: Thread[];
  #failed: DataError | undefined;

  constructor(count: number, task: FillTask) {
    this.#threads = Array.from({ length: count }, () => {
      const worker = new Worker(new URL('./shard-worker.ts', import.meta.url), { workerData: task, execArgv: [] });
      worker.unref();
      const thread: Thread = { worker, waiting: [] };
      worker.on('message', (reply: ShardReply) => {
        const next = thread.waiting.shift();
        if (thread.waiting.length === 0) worker.unref();
        if (reply.ok) next?.resolve();
        else
          next?.reject(new DataError(reply.code, reply.reason, reply.file === undefined ? {} : { file: reply.file }));
      });
      const fail = (what: unknown) => this.#fail(new DataError('worker-failed', `a data thread ended: ${what}`));
      worker.on('error', fail);
      worker.on('exit', fail);
      return thread;
    });
  }

  /** Gives a job to the thread with the fewest. */
  run(job: ShardJob): Promise<void> {
    if (this.#failed) return Promise.reject(this.#failed);
    const thread = this.#threads.reduce((least, next) => (next.waiting.length < least.waiting.length ? next : least));
    const waiting = Promise.withResolvers<void>();
    thread.waiting.push(waiting);
    thread.worker.ref();
    thread.worker.postMessage(job);
    return waiting.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#fail(new DataError('loader-closed', 'the data threads have been closed'));
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #fail(error: DataError): void {
    this.#failed ??= error;
    for (const { waiting } of this.#threads) for (const { reject } of waiting.splice(0)) reject(this.#failed);
  }
}
