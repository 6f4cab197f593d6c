import { Worker } from 'node:worker_threads';
import { ServeError, type ServeErrorCode, type ServeErrorOptions } from '../errors.ts';

/** What a thread answers: a result, or how it refuses. */
export type Reply<Result> = { id: number } & ({ result: Result } | { refusal: Refusal });
export type Refusal = { code: ServeErrorCode; message: string } & Pick<ServeErrorOptions, 'faults'>;

/**
 * A thread that does tasks one after the other; started with the first, and again after one that ended it. Close it.
 *
 * @param lost what to answer tasks that ended the thread: they needed more memory than a thread has
 */
export class TaskThread<Task extends object, Result> implements AsyncDisposable {
  readonly #script: URL;
  readonly #workerData: unknown;
  readonly #lost: () => ServeError;
  #worker: Worker | undefined;
  #nextId = 0;
  readonly #waiting = new Map<number, PromiseWithResolvers<Result>>();

  constructor(script: URL, lost: () => ServeError, workerData?: unknown) {
    this.#script = script;
    this.#lost = lost;
    this.#workerData = workerData;
  }

  /** @param memory what is handed over and not copied */
  async run(task: Task, memory: ArrayBuffer[]): Promise<Result> {
    const id = this.#nextId++;
    const waiting = Promise.withResolvers<Result>();
    this.#waiting.set(id, waiting);
    this.#thread().postMessage({ ...task, id }, memory);
    return waiting.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker?.terminate();
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(this.#script, { workerData: this.#workerData });
    worker.unref();
    worker.on('message', (reply: Reply<Result>) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('result' in reply) waiting?.resolve(reply.result);
      else waiting?.reject(new ServeError(reply.refusal.code, reply.refusal.message, reply.refusal));
    });
    const lost = () => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      for (const waiting of this.#waiting.values()) waiting.reject(this.#lost());
      this.#waiting.clear();
    };
    worker.on('error', lost);
    worker.on('exit', lost);
    this.#worker = worker;
    return worker;
  }
}

/** An error as a thread hands it over. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof ServeError) {
    const { code, message, faults } = error;
    return { code, message, ...(faults && { faults }) };
  }
  return { code: 'bad-request', message: error instanceof Error ? error.message : String(error) };
}
