import type { BatchInput, BatchResult } from '../engine/engine.ts';
import { ServeError } from '../errors.ts';
import { bytesPerElement, elements, type WireTensor } from '../protocol/datatypes.ts';
import { Cost } from './cost.ts';
import { type Answer, createJob, type Job, type Segment, type SubmitOptions, sizeOf } from './job.ts';
import { Policy } from './policy.ts';
import { overloaded, Queue, type QueueLimits } from './queue.ts';

/** Computes one batch; the batcher never asks for a second before the first is answered. */
export type RunBatch = (inputs: readonly BatchInput[]) => Promise<BatchResult>;

export type BatcherOptions = QueueLimits & {
  /** Milliseconds that a batch which is not full may wait for more; 0: it takes what is there when the engine is free. */
  maxDelayMs: number;
};

/** Why a batch was sent: as many rows as fit, nothing more to wait for, or its oldest request had waited long enough. */
export type ReleaseReason = 'full' | 'idle' | 'delay';

export type BatcherEvents = {
  onBatch(batch: { rows: number; requests: number; reason: ReleaseReason; millis: number }): void;
};

/**
 * Dynamic batching by rows: when the engine is free, requests that wait with the same signature go together, up to
 * `maxBatch` rows, in the order of policy.ts; larger requests are cut and put together again.
 *
 * @example
 * const batcher = new Batcher((inputs) => engine.run(inputs), { maxBatch: 32, maxDelayMs: 0, maxQueue: 256, maxQueueBytes: 2 ** 28 });
 * const { outputs } = await batcher.submit(inputs, 4, { timeoutMs: 30_000 });
 */
export class Batcher {
  readonly #run: RunBatch;
  readonly #options: BatcherOptions;
  readonly #events: BatcherEvents;
  readonly #queue: Queue;
  readonly #policy: Policy;
  #pending = 0;
  #busy = false;
  #paused = false;
  #wait: NodeJS.Timeout | undefined;
  /** What batches take: Retry-After is estimated from it, and how much of a large request goes at a time. */
  readonly #cost: Cost;

  constructor(run: RunBatch, options: BatcherOptions, events: BatcherEvents = { onBatch: () => {} }) {
    this.#run = run;
    this.#options = options;
    this.#events = events;
    this.#queue = new Queue(options);
    this.#cost = new Cost(options.maxBatch);
    this.#policy = new Policy(options.maxBatch, this.#cost);
  }

  /** Requests that wait or are being computed. */
  get pending(): number {
    return this.#pending;
  }

  /**
   * Queues a request.
   *
   * @throws {ServeError} overloaded — when the queue is full
   * @throws {ServeError} too-many-rows — where they cannot be computed in time
   * @throws {ServeError} deadline-exceeded — after `timeoutMs` ms, cancelled by `signal`, or what the engine threw
   */
  async submit(inputs: readonly WireTensor[], rows: number, options: SubmitOptions): Promise<Answer> {
    const { timeoutMs, signal, client = '' } = options;
    if (signal?.aborted) throw new ServeError('cancelled', 'the client went away');
    if (timeoutMs <= 0) throw new ServeError('deadline-exceeded', 'its time was up before it could be computed');
    const { rate } = this.#cost;
    const most = Math.floor(rate * timeoutMs);
    if (rate > 0 && this.#policy.isLarge(rows) && rows > most) {
      const message = `${rows} rows would take about ${Math.ceil(rows / rate / 1000)} s, ${Math.round(timeoutMs / 1000)} s are left; send at most ${Math.max(1, most >> 1)} at a time`;
      throw new ServeError('too-many-rows', message);
    }
    const full = this.#queue.refusal(rows, sizeOf(inputs), client);
    if (full !== undefined) throw overloaded(full, this.#estimate());
    const { job, answer } = createJob(inputs, rows, options, (ended, error) => this.#end(ended, error));
    this.#pending++;
    this.#queue.push(job);
    this.#policy.saw(rows);
    this.#pump();
    return answer;
  }

  /** What is known of the rate, rows a millisecond, before any batch was computed. */
  expect(rate: number): void {
    this.#cost.rate = rate;
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
    for (const job of [...this.#queue.jobs]) this.#end(job, error);
  }

  #pump(): void {
    const [oldest] = this.#queue.jobs;
    if (this.#busy || this.#paused || !oldest) return;
    const segments = this.#policy.pick(this.#queue.jobs);
    const rows = segments.reduce((sum, segment) => sum + segment.rows, 0);
    const { maxBatch, maxDelayMs } = this.#options;
    const age = performance.now() - oldest.arrived;
    const isHeld = rows < maxBatch && age < maxDelayMs && !oldest.solo;
    if (isHeld || segments.length === 0) {
      this.#wait ??= setTimeout(
        () => {
          this.#wait = undefined;
          this.#pump();
        },
        isHeld ? maxDelayMs - age : this.#policy.rest,
      );
      return;
    }
    clearTimeout(this.#wait);
    this.#wait = undefined;
    void this.#compute(segments, rows, rows >= maxBatch ? 'full' : maxDelayMs > 0 ? 'delay' : 'idle');
  }

  async #compute(segments: Segment[], rows: number, reason: ReleaseReason): Promise<void> {
    this.#busy = true;
    this.#policy.took(segments);
    const start = performance.now();
    for (const { job, from, rows: count } of segments) {
      if (from === 0 && !job.solo) job.queueMillis = start - job.arrived;
      job.taken = from + count;
      if (job.taken === job.rows) this.#queue.remove(job);
    }
    try {
      const result = await this.#run(assemble(segments, rows));
      this.#events.onBatch({ rows, requests: segments.length, reason, millis: result.millis });
      const took = performance.now() - start;
      this.#cost.learn(rows, took);
      this.#policy.done(segments, took);
      this.#distribute(segments, rows, result);
    } catch (error) {
      this.#retry(segments, error);
    }
    this.#busy = false;
    this.#pump();
  }

  #distribute(segments: Segment[], rows: number, { outputs, millis, hash }: BatchResult): void {
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
        if (job.hash !== '' && job.hash !== hash) {
          // Its rows would come from two models.
          this.#end(job, new ServeError('model-replaced', 'the model was replaced during this request; ask again'));
        } else {
          job.hash = hash;
          receive(segment, outputs, rows, first);
          job.inferMillis += millis;
          if (job.done === job.rows) this.#end(job, undefined);
        }
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
      this.#queue.unshift(job);
    }
  }

  #end(job: Job, error: unknown): void {
    if (job.ended) return;
    job.ended = true;
    this.#pending--;
    this.#queue.remove(job);
    const { outputs, queueMillis, inferMillis, hash } = job;
    if (error === undefined) job.resolve({ outputs, queueMillis, inferMillis, hash });
    else job.reject(error);
  }

  #estimate(): number {
    const { rate } = this.#cost;
    const seconds = rate > 0 ? this.#queue.rows / rate / 1000 : 1;
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
