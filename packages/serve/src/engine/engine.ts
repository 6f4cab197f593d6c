import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { FastifyBaseLogger } from 'fastify';
import { ServeError } from '../errors.ts';
import { bytesPerElement, elements, type TensorSpec, type WireTensor } from '../protocol/datatypes.ts';
import { encodeFrame, type Frame, FrameReader, frameKind } from './frames.ts';
import { cutPayload, type EngineOptions, type FailureMeta, type Hello, type ResultMeta } from './messages.ts';

/** What an engine is asked to compute: each input with the pieces that its bytes consist of. */
export type BatchInput = TensorSpec & { pieces: Uint8Array[] };
export type BatchResult = { outputs: WireTensor[]; millis: number };

/** `starting` until the first hello; `restarting` after a death; `closed` for good. */
export type EngineState = 'starting' | 'ready' | 'restarting' | 'closed';

export type EngineTimings = {
  /** Milliseconds within which a model must open and warm up. */
  startTimeout: number;
  /** Milliseconds within which a batch must be answered; then the process is killed and replaced. */
  engineTimeout: number;
  /** Milliseconds between two questions to an idle engine, and how long it may take to answer. */
  heartbeat: number;
};

type Pending = { resolve(frame: Frame): void; reject(error: Error): void; timer: NodeJS.Timeout };
type Loaded = Extract<Hello, { ok: true }>;

const FIRST_DELAY = 100;
const LONGEST_DELAY = 10_000;
const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

/**
 * One model in a process of its own. When the process dies it is started again, with a growing pause between failures;
 * `state` and `reason` say at every moment whether it can compute and, if not, why.
 */
export class Engine implements AsyncDisposable {
  state: EngineState = 'starting';
  /** Why it is not ready. */
  reason = 'the model is being opened';
  /** What the model takes and gives; there from the first hello on. */
  hello: Loaded | undefined;
  restarts = 0;
  /** Called whenever `state` has changed. */
  onState: () => void = () => {};

  readonly #options: EngineOptions;
  readonly #timings: EngineTimings;
  readonly #log: FastifyBaseLogger;
  readonly #pending = new Map<number, Pending>();
  #child: ChildProcess | undefined;
  #channel: Duplex | undefined;
  #nextId = 1;
  #delay = FIRST_DELAY;
  #restart: NodeJS.Timeout | undefined;
  #heart: NodeJS.Timeout | undefined;
  #ended: Promise<void> = Promise.resolve();
  #killReason: string | undefined;

  constructor(options: EngineOptions, timings: EngineTimings, log: FastifyBaseLogger) {
    this.#options = options;
    this.#timings = timings;
    this.#log = log;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Starts the process and waits until the model is open and warm.
   *
   * @throws {ServeError} model-unloadable with the reason that the model's folder gives
   */
  async start(): Promise<void> {
    const hello = await this.#spawn();
    if (this.state === 'closed') return;
    this.hello = hello;
    this.#beat();
    this.#become('ready', '');
  }

  /**
   * Computes one batch. Calls may overlap; the process answers one after the other.
   *
   * @throws {ServeError} engine-failed where the engine refused (it lives on), engine-down where it died or hung
   */
  async run(inputs: readonly BatchInput[]): Promise<BatchResult> {
    const meta = { inputs: inputs.map(({ name, datatype, shape }) => ({ name, datatype, shape })) };
    const frame = await this.#ask(
      frameKind.infer,
      meta,
      inputs.map(({ pieces }) => pieces),
      this.#timings.engineTimeout,
    );
    const { outputs, millis } = frame.meta as ResultMeta; // written by child.ts
    return { outputs: cutPayload(outputs, frame.payload, byteSize), millis };
  }

  /** Lets the process finish what it computes, then ends it. */
  async close(): Promise<void> {
    this.#become('closed', 'the server is shutting down');
    clearTimeout(this.#restart);
    clearInterval(this.#heart);
    this.#channel?.end();
    const impatience = setTimeout(() => this.#child?.kill('SIGKILL'), 2000);
    await this.#ended;
    clearTimeout(impatience);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #spawn(): Promise<Loaded> {
    const child = spawn(process.execPath, [CHILD, JSON.stringify(this.#options)], {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#killReason = undefined;
    const channel = child.stdio[3] as Duplex; // a pipe, as asked for above
    this.#channel = channel;
    const lastWords: string[] = [];
    child.stdout?.on('data', (text: Buffer) => this.#log.debug({ engine: text.toString().trimEnd() }, 'engine output'));
    child.stderr?.on('data', (text: Buffer) => {
      lastWords.push(text.toString());
      while (lastWords.length > 20) lastWords.shift();
      this.#log.warn({ engine: text.toString().trimEnd() }, 'engine message');
    });
    channel.on('error', (error) => this.#log.debug({ err: error }, 'engine channel'));

    let opened = false;
    const { promise, resolve, reject } = Promise.withResolvers<Loaded>();
    const late = setTimeout(() => {
      this.#kill(`the model did not open within ${this.#timings.startTimeout} ms`);
    }, this.#timings.startTimeout);
    const reader = new FrameReader();
    channel.on('data', (chunk: Uint8Array) => {
      try {
        for (const frame of reader.push(chunk)) {
          if (frame.kind !== frameKind.hello) this.#settle(frame);
          else {
            const hello = frame.meta as Hello; // written by child.ts
            clearTimeout(late);
            opened = hello.ok;
            if (hello.ok) resolve(hello);
            else reject(new ServeError('model-unloadable', hello.message));
          }
        }
      } catch (error) {
        this.#kill(`it sent something that is not a frame (${String(error)})`);
      }
    });
    const { promise: ended, resolve: markEnded } = Promise.withResolvers<void>();
    this.#ended = ended;
    const end = (how: string) => {
      clearTimeout(late);
      const words = lastWords.join('').trim().slice(-500);
      const reason = this.#killReason ?? how;
      markEnded();
      reject(
        new ServeError(
          'model-unloadable',
          `the engine ended while opening the model: ${reason}${words && `\n${words}`}`,
        ),
      );
      this.#dropPending(reason);
      if (opened && this.state !== 'closed') this.#recover(reason);
    };
    child.on('error', (error) => end(`it could not be started (${error.message})`));
    child.on('exit', (code, signal) => end(signal ? `it was ended by ${signal}` : `it exited with code ${code}`));
    return promise;
  }

  /** Starts the process again after a pause; until then, and while the model opens, the engine is not ready. */
  #recover(reason: string): void {
    this.restarts++;
    this.#log.error({ reason, delay: this.#delay }, 'engine down, restarting');
    this.#become('restarting', `the engine is being restarted: ${reason}`);
    this.#restart = setTimeout(async () => {
      try {
        await this.#spawn();
        if (this.state === 'closed') return;
        this.#delay = FIRST_DELAY;
        this.#become('ready', '');
      } catch (error) {
        if (this.state === 'closed') return;
        this.#recover(error instanceof Error ? error.message : String(error));
      }
    }, this.#delay);
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY);
  }

  /** Asks an idle engine now and then whether it still computes, so that one that hangs is found before a request is. */
  #beat(): void {
    this.#heart = setInterval(() => {
      if (this.state !== 'ready' || this.#pending.size > 0) return;
      this.#ask(frameKind.ping, null, [], this.#timings.heartbeat).catch((error: Error) => {
        if (this.state === 'ready') this.#kill(`it no longer computes (${error.message})`);
      });
    }, this.#timings.heartbeat);
    this.#heart.unref();
  }

  #ask(
    kind: typeof frameKind.infer | typeof frameKind.ping,
    meta: unknown,
    payload: Uint8Array[][],
    timeout: number,
  ): Promise<Frame> {
    if (this.state !== 'ready') return Promise.reject(new ServeError('engine-down', this.reason, { retryAfter: 1 }));
    const id = this.#nextId++ >>> 0;
    const { promise, resolve, reject } = Promise.withResolvers<Frame>();
    const timer = setTimeout(() => this.#kill(`it did not answer within ${timeout} ms`), timeout);
    this.#pending.set(id, { resolve, reject, timer });
    const channel = this.#channel!; // there once ready
    channel.cork();
    for (const piece of encodeFrame(kind, id, meta, payload)) channel.write(piece);
    channel.uncork();
    return promise;
  }

  #settle(frame: Frame): void {
    const pending = this.#pending.get(frame.id);
    if (!pending) return;
    this.#pending.delete(frame.id);
    clearTimeout(pending.timer);
    if (frame.kind === frameKind.failure) {
      const { message } = frame.meta as FailureMeta; // written by child.ts
      pending.reject(new ServeError('engine-failed', message));
    } else pending.resolve(frame);
  }

  #dropPending(reason: string): void {
    const dropped = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject, timer } of dropped) {
      clearTimeout(timer);
      reject(
        new ServeError('engine-down', `the engine went down during this request: ${reason}; it is being restarted`, {
          retryAfter: 1,
        }),
      );
    }
  }

  #kill(reason: string): void {
    this.#killReason = reason;
    if (this.state === 'ready') this.#become('restarting', `the engine is being restarted: ${reason}`);
    this.#child?.kill('SIGKILL');
  }

  #become(state: EngineState, reason: string): void {
    if (this.state === 'closed') return;
    this.state = state;
    this.reason = reason;
    this.onState();
  }
}

const byteSize = (spec: TensorSpec) => (elements(spec.shape) ?? 0) * bytesPerElement(spec.datatype);
