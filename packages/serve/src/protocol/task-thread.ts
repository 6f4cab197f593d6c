import { Worker } from 'node:worker_threads';
import { ServeError, type ServeErrorCode, type ServeErrorOptions } from '../errors.ts';

/** What a thread answers: a result, or how it refuses. */
export type Reply<Result> = { id: number } & ({ result: Result } | { refusal: Refusal });
export type Refusal = { code: ServeErrorCode; message: string } & Pick<ServeErrorOptions, 'faults'>;

/** Milliseconds that one task may take, whatever time its request has. */
const LONGEST = 10_000;

/** Memory of a thread, MiB: the largest body, read, is a fraction of it. */
const resourceLimits = {
  maxOldGenerationSizeMb: 512,
  maxYoungGenerationSizeMb: 48,
  codeRangeSizeMb: 16,
  stackSizeMb: 4,
};

type Waiting<Task, Result> = {
  id: number;
  task: Task;
  memory: ArrayBuffer[];
  cost: number;
  timer: NodeJS.Timeout | undefined;
  settled: PromiseWithResolvers<Result>;
};

/**
 * A thread that does tasks one after the other, the smallest first; started with the first, and again after one that
 * ended it. A task whose time is up is ended, with the thread if it is being done; the others go on. Close it.
 *
 * @param lost what to answer a task that needed more memory than a thread has, or more time than a task may take
 */
export class TaskThread<Task extends object, Result> implements AsyncDisposable {
  readonly #script: URL;
  readonly #workerData: unknown;
  readonly #lost: () => ServeError;
  #worker: Worker | undefined;
  #nextId = 0;
  #current: Waiting<Task, Result> | undefined;
  readonly #queue: Waiting<Task, Result>[] = [];

  constructor(script: URL, lost: () => ServeError, workerData?: unknown) {
    this.#script = script;
    this.#lost = lost;
    this.#workerData = workerData;
  }

  /**
   * @param memory what is handed over and not copied
   * @param limits `timeoutMs`: milliseconds that the request still has; `cost`: what is done first is what costs least
   */
  run(task: Task, memory: ArrayBuffer[], { timeoutMs, cost }: { timeoutMs: number; cost: number }): Promise<Result> {
    const settled = Promise.withResolvers<Result>();
    const waiting: Waiting<Task, Result> = { id: this.#nextId++, task, memory, cost, timer: undefined, settled };
    if (Number.isFinite(timeoutMs))
      waiting.timer = setTimeout(() => this.#giveUp(waiting, timedOut(timeoutMs)), timeoutMs);
    const place = this.#queue.findIndex((other) => other.cost > cost);
    this.#queue.splice(place === -1 ? this.#queue.length : place, 0, waiting);
    this.#next();
    return settled.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    const ending = new ServeError('shutting-down', 'the server is shutting down');
    for (const waiting of [...this.#queue.splice(0), ...(this.#current ? [this.#current] : [])]) {
      clearTimeout(waiting.timer);
      waiting.settled.reject(ending);
    }
    await worker?.terminate();
  }

  #next(): void {
    if (this.#current) return;
    const waiting = this.#queue.shift();
    if (!waiting) return;
    this.#current = waiting;
    const longest = setTimeout(() => this.#giveUp(waiting, this.#lost()), LONGEST);
    longest.unref();
    const done = () => clearTimeout(longest);
    waiting.settled.promise.then(done, done);
    this.#thread().postMessage({ ...waiting.task, id: waiting.id }, waiting.memory);
  }

  #giveUp(waiting: Waiting<Task, Result>, error: ServeError): void {
    if (this.#current === waiting) this.#end(error);
    else {
      const place = this.#queue.indexOf(waiting);
      if (place >= 0) this.#queue.splice(place, 1);
      clearTimeout(waiting.timer);
      waiting.settled.reject(error);
    }
  }

  /** Ends the thread and the task that it is at; the others get a new one. */
  #end(error: ServeError): void {
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
    const current = this.#current;
    this.#current = undefined;
    clearTimeout(current?.timer);
    current?.settled.reject(error);
    this.#next();
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(this.#script, { workerData: this.#workerData, resourceLimits });
    worker.unref();
    worker.on('message', (reply: Reply<Result>) => {
      const current = this.#current;
      if (this.#worker !== worker || current?.id !== reply.id) return;
      this.#current = undefined;
      clearTimeout(current.timer);
      if ('result' in reply) current.settled.resolve(reply.result);
      else current.settled.reject(new ServeError(reply.refusal.code, reply.refusal.message, reply.refusal));
      this.#next();
    });
    const lost = () => {
      if (this.#worker === worker) this.#end(this.#lost());
    };
    worker.on('error', lost);
    worker.on('exit', lost);
    this.#worker = worker;
    return worker;
  }
}

function timedOut(timeoutMs: number): ServeError {
  return new ServeError(
    'deadline-exceeded',
    `the body could not be read within ${Math.round(timeoutMs)} ms; send less at a time, or send it in binary`,
  );
}

/** An error as a thread hands it over; what it did not expect is a fault of ours, not of the request. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof ServeError) {
    const { code, message, faults } = error;
    return { code, message, ...(faults && { faults }) };
  }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}
