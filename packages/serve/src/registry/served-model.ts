import { availableParallelism } from 'node:os';
import type { FastifyBaseLogger } from 'fastify';
import { type Answer, Batcher } from '../batching/batcher.ts';
import { Engine } from '../engine/engine.ts';
import { ServeError } from '../errors.ts';
import { ModelMetrics } from '../metrics/model-metrics.ts';
import type { Settings } from '../options.ts';
import type { WireTensor } from '../protocol/datatypes.ts';
import { RowReader } from '../rows/row-reader.ts';
import type { ModelEntry } from './repository.ts';

/** A model behind the server: its engine process, its queue and what it has done so far. */
export class ServedModel {
  readonly name: string;
  readonly version: string;
  readonly engine: Engine;
  readonly batcher: Batcher;
  readonly metrics = new ModelMetrics();
  readonly #timeout: number;
  #rows: RowReader | undefined;

  constructor({ name, version, dir }: ModelEntry, settings: Settings, log: FastifyBaseLogger) {
    this.name = name;
    this.version = version;
    this.#timeout = settings.requestTimeout;
    const { device, threads = availableParallelism(), optimize, precision, maxBatch } = settings;
    this.engine = new Engine(
      { dir, device, threads, optimize, precision, maxBatch },
      settings,
      log.child({ model: name }),
    );
    this.batcher = new Batcher(
      (inputs) => this.engine.run(inputs),
      { maxBatch, maxDelay: settings.maxDelay, maxQueue: settings.maxQueue, maxQueueBytes: settings.memoryLimit },
      { onBatch: (batch) => this.metrics.batch(batch) },
    );
    this.engine.onState = () => {
      if (this.engine.state === 'ready') this.batcher.resume();
      else this.batcher.pause();
      if (this.engine.state === 'closed')
        this.batcher.failAll(new ServeError('shutting-down', 'the server is shutting down'));
    };
  }

  get ready(): boolean {
    return this.engine.state === 'ready';
  }

  /** What the engine said of the model; there from its first start on. */
  get about() {
    if (this.engine.hello) return this.engine.hello;
    throw new ServeError('engine-down', this.engine.reason, { retryAfter: 1 });
  }

  /** Reads rows for a model of tables; undefined for others. */
  get rows(): RowReader | undefined {
    const { pipeline } = this.about;
    if (pipeline !== undefined) this.#rows ??= new RowReader(pipeline);
    return this.#rows;
  }

  /** Ends the engine, and the thread that reads rows. */
  async close(): Promise<void> {
    await Promise.all([this.engine.close(), this.#rows?.[Symbol.asyncDispose]()]);
  }

  /** @throws {ServeError} engine-down at once where the engine is not ready, and all that `Batcher.submit` throws */
  async infer(inputs: readonly WireTensor[], rows: number, signal: AbortSignal): Promise<Answer> {
    if (!this.ready)
      throw new ServeError('engine-down', `model ${this.name} is not ready: ${this.engine.reason}`, { retryAfter: 1 });
    return this.batcher.submit(inputs, rows, { timeout: this.#timeout, signal });
  }
}
