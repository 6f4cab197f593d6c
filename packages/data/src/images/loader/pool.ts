import { Worker } from 'node:worker_threads';
import { DataError, type DataErrorCode } from '../../errors.ts';
import type { StoreMemory } from '../cache/store.ts';
import type { Base } from '../preprocessing.ts';
import type { Scanned } from '../scan/scan-picture.ts';
import type { BatchJob, BatchSource, BatchTimes } from './fill-batch.ts';

/** What a thread is for, told once. */
export type ThreadTask =
  | { kind: 'scan'; root: string; base: Base; maxPixels: number; cacheFolder?: string | undefined; store: StoreMemory }
  | { kind: 'batch'; source: BatchSource; store: StoreMemory };

export type ThreadJob =
  | { kind: 'scan'; files: readonly string[]; first: number }
  | ({ kind: 'batch'; memory: SharedArrayBuffer } & BatchJob);

export type Failure = {
  kind: 'failure';
  code: DataErrorCode;
  reason: string;
  options: { file?: string; hint?: string };
};

export type ThreadReply = { kind: 'scan'; scanned: Scanned[] } | { kind: 'batch'; times: BatchTimes } | Failure;

type Waiting = { resolve: (reply: ThreadReply) => void; reject: (error: unknown) => void };
type Thread = { worker: Worker; waiting: Waiting[] };

/**
 * A fixed number of threads that do one kind of job. Owned by whoever makes it: `await using`. Threads that have
 * nothing to do do not keep the process alive.
 */
export class Pool implements AsyncDisposable {
  readonly #threads: Thread[];
  #failed: DataError | undefined;

  constructor(count: number, task: ThreadTask) {
    this.#threads = Array.from({ length: count }, () => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), {
        workerData: task,
        execArgv: [], // the process's own flags, `--eval` among them, are not for threads
        name: `capstan-data-${task.kind}`,
      });
      worker.unref();
      const thread: Thread = { worker, waiting: [] };
      worker.on('message', (reply: ThreadReply) => {
        const next = thread.waiting.shift();
        if (thread.waiting.length === 0) worker.unref();
        if (reply.kind !== 'failure') next?.resolve(reply);
        else next?.reject(new DataError(reply.code, reply.reason, reply.options));
      });
      worker.on('error', (cause) =>
        this.#fail(new DataError('worker-failed', `a data thread broke down: ${cause}`, { cause })),
      );
      worker.on('exit', (code) => this.#fail(new DataError('worker-failed', `a data thread ended with code ${code}`)));
      return thread;
    });
  }

  /**
   * Gives a job to the thread with the fewest.
   *
   * @throws {DataError} worker-failed — where a thread broke down; else what the job threw
   */
  async run(job: ThreadJob): Promise<Exclude<ThreadReply, Failure>> {
    if (this.#failed) throw this.#failed;
    const thread = this.#threads.reduce((least, next) => (next.waiting.length < least.waiting.length ? next : least));
    const { promise, resolve, reject } = Promise.withResolvers<ThreadReply>();
    thread.waiting.push({ resolve, reject });
    thread.worker.ref();
    thread.worker.postMessage(job);
    return (await promise) as Exclude<ThreadReply, Failure>; // failures reject
  }

  /** Ends the threads at once, jobs unfinished or not; those reject with `loader-closed`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#fail(new DataError('loader-closed', 'the data threads have been closed'));
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #fail(error: DataError): void {
    this.#failed ??= error;
    for (const thread of this.#threads) for (const { reject } of thread.waiting.splice(0)) reject(this.#failed);
  }
}
