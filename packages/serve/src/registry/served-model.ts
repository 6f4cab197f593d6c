import { availableParallelism } from 'node:os';
import type { FastifyBaseLogger } from 'fastify';
import { Batcher } from '../batching/batcher.ts';
import type { Answer, SubmitOptions } from '../batching/job.ts';
import { Engine } from '../engine/engine.ts';
import type { Loaded } from '../engine/process.ts';
import { ServeError } from '../errors.ts';
import { ModelMetrics } from '../metrics/model-metrics.ts';
import type { Settings } from '../options.ts';
import type { WireTensor } from '../protocol/datatypes.ts';
import { Release } from './release.ts';
import type { ModelEntry } from './repository.ts';

/**
 * A model behind the server: its engine process, its queue and what it has done so far.
 *
 * Its identity is its hash. When the engine is restarted and its folder holds another model by then, that one is taken
 * over whole, as the next version; a numbered version's folder is never anything else, so there it is refused.
 */
export class ServedModel {
  readonly name: string;
  readonly engine: Engine;
  readonly batcher: Batcher;
  readonly metrics = new ModelMetrics();
  readonly #entry: ModelEntry;
  readonly #log: FastifyBaseLogger;
  #release: Release | undefined;
  #old: Promise<unknown>[] = [];

  constructor(entry: ModelEntry, settings: Settings, log: FastifyBaseLogger) {
    this.name = entry.name;
    this.#entry = entry;
    this.#log = log.child({ model: entry.name });
    const { device, threads = availableParallelism(), optimize, precision, maxBatch } = settings;
    const { maxDelayMs, maxQueue, memoryLimit } = settings;
    this.engine = new Engine({ dir: entry.dir, device, threads, optimize, precision, maxBatch }, settings, this.#log, {
      onState: () => this.#onState(),
      refuse: (hello) => this.#refuse(hello),
    });
    this.batcher = new Batcher(
      (inputs) => this.engine.run(inputs),
      { maxBatch, maxDelayMs, maxQueue, maxQueueBytes: memoryLimit },
      { onBatch: (batch) => this.metrics.batch(batch) },
    );
  }

  get ready(): boolean {
    return this.engine.state === 'ready';
  }

  get version(): string {
    return this.#release?.version ?? this.#entry.version;
  }

  get hash(): string {
    return this.#release?.hash ?? '';
  }

  /** The model as it is served now; there from its first start on. */
  get release(): Release {
    if (this.#release) return this.#release;
    throw new ServeError('engine-down', this.engine.reason, { retryAfter: this.engine.retryAfter });
  }

  /** Ends the engine, and the threads that read rows. */
  async close(): Promise<void> {
    await Promise.all([this.engine.close(), this.#release?.close(), ...this.#old]);
  }

  /**
   * Computes rows with the release that they were read for.
   *
   * @throws {ServeError} engine-down — at once where the engine is not ready
   * @throws {ServeError} model-replaced — where another model has taken over meanwhile, and all that `Batcher.submit` throws
   */
  async infer(release: Release, inputs: readonly WireTensor[], rows: number, options: SubmitOptions): Promise<Answer> {
    const { engine } = this;
    if (!this.ready) {
      const message = `model ${this.name} is not ready: ${engine.reason}`;
      throw new ServeError('engine-down', message, { retryAfter: engine.retryAfter });
    }
    if (release !== this.#release) throw this.#replaced();
    const answer = await this.batcher.submit(inputs, rows, options);
    if (answer.hash !== release.hash) throw this.#replaced();
    return answer;
  }

  #onState(): void {
    const { state, hello } = this.engine;
    if (state === 'closed') this.batcher.failAll(new ServeError('shutting-down', 'the server is shutting down'));
    if (state !== 'ready' || !hello) {
      this.batcher.pause();
      return;
    }
    if (hello.hash !== this.#release?.hash) this.#takeOver(hello);
    this.batcher.resume();
  }

  #takeOver(hello: Loaded): void {
    const old = this.#release;
    const version = old ? String(Number(old.version) + 1) : this.#entry.version;
    this.#release = new Release(version, hello);
    this.batcher.expect(hello.rate);
    if (!old) return;
    this.#log.warn({ from: old.hash, to: hello.hash, version }, 'the folder holds another model, which has taken over');
    this.#old.push(old.close());
    this.batcher.failAll(this.#replaced());
  }

  #refuse(hello: Loaded): string | undefined {
    const served = this.#release?.hash;
    if (served === undefined || served === hello.hash || !this.#entry.isNumbered) return undefined;
    const { dir, version } = this.#entry;
    return `${dir} holds another model (${hello.hash}) than the one that is served as version ${version} (${served}); put that one back, or save the new one under a number of its own and restart the server`;
  }

  #replaced(): ServeError {
    const message = `model ${this.name} was replaced by another, version ${this.version}, during this request; ask again`;
    return new ServeError('model-replaced', message, { retryAfter: 1 });
  }
}
