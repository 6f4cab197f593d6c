import type { BatchInput, BatchResult } from '../engine/engine.ts';
import { ServeError } from '../errors.ts';
import { bytesPerElement, elements, type WireTensor } from '../protocol/datatypes.ts';

/** Computes one batch; the batcher never asks for a second before the first is answered. */
export type RunBatch = (inputs: readonly BatchInput[]) => Promise<BatchResult>;

export type BatcherOptions = {
  /** Rows a batch may have. */
  maxBatch: number;
  /** Milliseconds that a batch which is not full may wait for more; 0: it takes what is there when the engine is free. */
  maxDelay: number;
  /** Rows and bytes that may wait; beyond, requests are refused. */
  maxQueue: number;
  maxQueueBytes: number;
};

/** Why a batch was sent: as many rows as fit, nothing more to wait for, or its oldest request had waited long enough. */
export type ReleaseReason = 'full' | 'idle' | 'delay';

export type BatcherEvents = {
  onBatch(batch: { rows: number; requests: number; reason: ReleaseReason; millis: number }): void;
};

/** An answer and what it took, in milliseconds. */
export type Answer = { outputs: WireTensor[]; queueMillis: number; inferMillis: number };

type Job = {
  inputs: readonly WireTensor[];
  rows: number;
  bytes: number;
  signature: string;
  arrived: number;
  /** Rows handed to the engine so far, and rows answered. */
  taken: number;
  done: number;
  /** After a failed batch every request in it is tried alone, so that a bad one fails alone. */
  solo: boolean;
  ended: boolean;
  queueMillis: number;
  inferMillis: number;
  outputs: WireTensor[];
  resolve(answer: Answer): void;
  reject(error: unknown): void;
};

type Segment = { job: Job; from: number; rows: number };

/**
 * Dynamic batching by rows: when the engine is free, everything that waits with the same signature goes together, up to
 * `maxBatch` rows; larger requests are cut and put together again.
 *
 * @example
 * const batcher = new Batcher((inputs) => engine.run(inputs), { maxBatch: 32, maxDelay: 0, maxQueue: 256, maxQueueBytes: 2 ** 28 });
 * const { outputs } = await batcher.submit(inputs, 4, { timeout: 30_000 });
 */
export class Batcher {
  readonly #run: RunBatch;
  readonly #options: BatcherOptions;
  readonly #events: BatcherEvents;
  #queue: Job[] = [];
  #rows = 0;
  #bytes = 0;
  #busy = false;
  #paused = false;
  #wait: NodeJS.Timeout | undefined;
  /** Rows per millisecond, a moving average: what Retry-After is estimated from. */
  #rate = 0;

  constructor(run: RunBatch, options: BatcherOptions, events: BatcherEvents = { onBatch: () => {} }) {
    this.#run = run;
    this.#options = options;
    this.#events = events;
  }

  /** Requests that wait or are being computed. */
  get pending(): number {
    return this.#queue.length + (this.#busy ? 1 : 0);
  }

  /**
   * Queues a request.
   *
   * @throws {ServeError} overloaded when the queue is full, deadline-exceeded after `timeout` ms, cancelled by `signal`,
   *   or what the engine threw
   */
  submit(
    inputs: readonly WireTensor[],
    rows: number,
    limits: { timeout: number; signal?: AbortSignal | undefined },
  ): Promise<Answer> {
    const bytes = inputs.reduce((sum, input) => sum + input.bytes.byteLength, 0);
    const { maxQueue, maxQueueBytes } = this.#options;
    if (this.#rows > 0 && (this.#rows + rows > maxQueue || this.#bytes + bytes > maxQueueBytes)) {
      const retryAfter = this.#estimate();
      return Promise.reject(
        new ServeError(
          'overloaded',
          `the queue is full (${this.#rows} rows wait, at most ${maxQueue} may); try again in ${retryAfter} s`,
          { retryAfter },
        ),
      );
    }
    if (limits.signal?.aborted) return Promise.reject(new ServeError('cancelled', 'the client went away'));
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const timer = setTimeout(
      () => this.#end(job, new ServeError('deadline-exceeded', `no answer within ${limits.timeout} ms`)),
      limits.timeout,
    );
    const cancel = () => this.#end(job, new ServeError('cancelled', 'the client went away'));
    const settle =
      <T>(how: (value: T) => void) =>
      (value: T) => {
        clearTimeout(timer);
        limits.signal?.removeEventListener('abort', cancel);
        how(value);
      };
    const signature = inputs.map(({ datatype, shape }) => `${datatype}:${shape.slice(1).join('x')}`).join(';');
    const job: Job = {
      inputs,
      rows,
      bytes,
      signature,
      arrived: performance.now(),
      taken: 0,
      done: 0,
      solo: false,
      ended: false,
      queueMillis: 0,
      inferMillis: 0,
      outputs: [],
      resolve: settle(resolve),
      reject: settle(reject),
    };
    limits.signal?.addEventListener('abort', cancel);
    this.#queue.push(job);
    this.#rows += rows;
    this.#bytes += bytes;
    this.#pump();
    return promise;
  }

  /** Holds the queue while the engine is being restarted; what waits keeps its place and its deadline. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#pump();
  }

  /** Refuses everything that waits. */
  failAll(error: ServeError): void {
    for (const job of [...this.#queue]) this.#end(job, error);
  }

  #pump(): void {
    if (this.#busy || this.#paused) return;
    const head = this.#queue[0];
    if (!head) return;
    const { segments, rows } = this.#take(head);
    const { maxBatch, maxDelay } = this.#options;
    const age = performance.now() - head.arrived;
    if (rows < maxBatch && age < maxDelay && !head.solo) {
      this.#wait ??= setTimeout(() => {
        this.#wait = undefined;
        this.#pump();
      }, maxDelay - age);
      return;
    }
    clearTimeout(this.#wait);
    this.#wait = undefined;
    void this.#compute(segments, rows, rows >= maxBatch ? 'full' : maxDelay > 0 ? 'delay' : 'idle');
  }

  /** What would go together with the request at the head of the queue; nothing is changed. */
  #take(head: Job): { segments: Segment[]; rows: number } {
    const segments: Segment[] = [];
    let rows = 0;
    for (const job of this.#queue) {
      if (rows >= this.#options.maxBatch) break;
      if (job.signature !== head.signature || (job !== head && (head.solo || job.solo))) continue;
      const count = Math.min(job.rows - job.taken, this.#options.maxBatch - rows);
      segments.push({ job, from: job.taken, rows: count });
      rows += count;
    }
    return { segments, rows };
  }

  async #compute(segments: Segment[], rows: number, reason: ReleaseReason): Promise<void> {
    this.#busy = true;
    const start = performance.now();
    for (const { job, from, rows: count } of segments) {
      if (from === 0 && !job.solo) job.queueMillis = start - job.arrived;
      job.taken = from + count;
      if (job.taken === job.rows) this.#remove(job);
    }
    try {
      const { outputs, millis } = await this.#run(assemble(segments, rows));
      this.#events.onBatch({ rows, requests: segments.length, reason, millis });
      const rate = rows / Math.max(performance.now() - start, 0.01);
      this.#rate = this.#rate === 0 ? rate : 0.9 * this.#rate + 0.1 * rate;
      this.#distribute(segments, rows, outputs, millis);
    } catch (error) {
      this.#retry(segments, error);
    }
    this.#busy = false;
    this.#pump();
  }

  #distribute(segments: Segment[], rows: number, outputs: readonly WireTensor[], millis: number): void {
    const wrong = outputs.find((output) => output.shape[0] !== rows);
    if (wrong)
      throw new ServeError(
        'engine-failed',
        `output ${wrong.name} has shape [${wrong.shape.join(', ')}] for ${rows} rows of input`,
      );
    let first = 0;
    for (const segment of segments) {
      const { job } = segment;
      if (!job.ended) {
        receive(segment, outputs, rows, first);
        job.inferMillis += millis;
        if (job.done === job.rows) this.#end(job, undefined);
      }
      first += segment.rows;
    }
  }

  /** A batch that the engine refused is tried again request by request; one that took the engine down is not. */
  #retry(segments: Segment[], error: unknown): void {
    const survivable = error instanceof ServeError && error.code === 'engine-failed';
    if (!survivable || segments.length === 1) {
      for (const { job } of segments) this.#end(job, error);
      return;
    }
    for (const { job, from } of segments.toReversed()) {
      if (job.ended) continue;
      job.taken = from;
      job.solo = true;
      if (!this.#queue.includes(job)) {
        this.#rows += job.rows;
        this.#bytes += job.bytes;
      } else this.#queue = this.#queue.filter((other) => other !== job);
      this.#queue.unshift(job);
    }
  }

  #end(job: Job, error: unknown): void {
    if (job.ended) return;
    job.ended = true;
    this.#remove(job);
    if (error === undefined)
      job.resolve({ outputs: job.outputs, queueMillis: job.queueMillis, inferMillis: job.inferMillis });
    else job.reject(error);
  }

  #remove(job: Job): void {
    const index = this.#queue.indexOf(job);
    if (index === -1) return;
    this.#queue.splice(index, 1);
    this.#rows -= job.rows;
    this.#bytes -= job.bytes;
  }

  #estimate(): number {
    const seconds = this.#rate > 0 ? this.#rows / this.#rate / 1000 : 1;
    return Math.min(30, Math.max(1, Math.ceil(seconds)));
  }
}

/** The batch's inputs: the rows of every segment, as views of the requests' own bytes. */
function assemble(segments: readonly Segment[], rows: number): BatchInput[] {
  const [first] = segments;
  return first!.job.inputs.map(({ name, datatype, shape }, i) => {
    const row = (elements(shape.slice(1)) ?? 0) * bytesPerElement(datatype);
    const pieces = segments.map(({ job, from, rows: count }) =>
      job.inputs[i]!.bytes.subarray(from * row, (from + count) * row),
    );
    return { name, datatype, shape: [rows, ...shape.slice(1)], pieces };
  });
}

/** Hands a segment its rows of the outputs: as views where the request was computed in one go, copied together otherwise. */
function receive({ job, from, rows }: Segment, outputs: readonly WireTensor[], total: number, first: number): void {
  outputs.forEach((output, i) => {
    const row = output.bytes.byteLength / total;
    const part = output.bytes.subarray(first * row, (first + rows) * row);
    const shape = [job.rows, ...output.shape.slice(1)];
    if (rows === job.rows) job.outputs[i] = { ...output, shape, bytes: part };
    else {
      job.outputs[i] ??= { ...output, shape, bytes: new Uint8Array(row * job.rows) };
      job.outputs[i].bytes.set(part, from * row);
    }
  });
  job.done += rows;
}
