import { Worker } from 'node:worker_threads';

/** A run says at least this often that it is alive, in ms. */
export const HEARTBEAT_MS = 10_000;

/**
 * Says that runs are alive from a thread of its own: one step of a training may keep the event loop busy for minutes, and a
 * run that works is not lost. Ends with the process, however that ends. Owns a thread; dispose to end it.
 */
export class Heartbeat implements Disposable {
  readonly #worker: Worker;

  constructor(path: string, run: string, everyMs = HEARTBEAT_MS) {
    this.#worker = new Worker(new URL('./heartbeat-worker.ts', import.meta.url), {
      workerData: { path, run, everyMs },
      execArgv: [],
      stdin: false,
    });
    this.#worker.unref();
    this.#worker.on('error', () => {}); // the run's own writes say what is wrong with the file
  }

  [Symbol.dispose](): void {
    void this.#worker.terminate();
  }
}
