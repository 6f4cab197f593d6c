import type { FastifyBaseLogger } from 'fastify';
import { ServeError } from '../errors.ts';
import { bytesPerElement, elements, type TensorSpec, type WireTensor } from '../protocol/datatypes.ts';
import { type Frame, frameKind } from './frames.ts';
import { cutPayload, type EngineOptions, type ResultMeta } from './messages.ts';
import { type Asked, EngineProcess, type Loaded } from './process.ts';
import { allowance } from './pulse/allowance.ts';
import { PULSE_EVERY, Pulse } from './pulse/pulse.ts';
import type { EngineTimings } from './timings.ts';

/** What an engine is asked to compute: each input with the pieces that its bytes consist of. */
export type BatchInput = TensorSpec & { pieces: Uint8Array[] };
/** `hash`: of the model that computed it. */
export type BatchResult = { outputs: WireTensor[]; millis: number; hash: string };

/**
 * `starting` until the first hello; `hanging` while it gives no sign of life; `restarting` after a death; `closed` for
 * good.
 */
export type EngineState = 'starting' | 'ready' | 'hanging' | 'restarting' | 'closed';

/** What an engine's owner decides and hears. */
export type EngineEvents = {
  /** Called whenever `state` has changed. */
  onState(): void;
  /** Why a model that opened after a restart must not be served, or undefined where it may. */
  refuse(hello: Loaded): string | undefined;
};

const FIRST_DELAY = 100;
const LONGEST_DELAY = 10_000;
const LONGEST_RETRY = 60;

/**
 * One model in a process of its own. When the process dies or hangs it is started again, with a growing pause between
 * failures; `state` and `reason` say at every moment whether it can compute and, if not, why.
 */
export class Engine implements AsyncDisposable {
  state: EngineState = 'starting';
  /** Why it is not ready. */
  reason = 'the model is being opened';
  /** What the model that computes now takes and gives; there from the first hello on. */
  hello: Loaded | undefined;
  restarts = 0;

  readonly #options: EngineOptions;
  readonly #timings: EngineTimings;
  readonly #log: FastifyBaseLogger;
  readonly #events: EngineEvents;
  #process: EngineProcess | undefined;
  #pulse: Pulse | undefined;
  #delay = FIRST_DELAY;
  #restart: NodeJS.Timeout | undefined;
  #heart: NodeJS.Timeout | undefined;
  /** When the next process is expected to be ready, and how long the last took to open. */
  #expected = 0;
  #openMillis = 1000;

  constructor(options: EngineOptions, timings: EngineTimings, log: FastifyBaseLogger, events: EngineEvents) {
    this.#options = options;
    this.#timings = timings;
    this.#log = log;
    this.#events = events;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Seconds until it is likely to compute again: what Retry-After says. */
  get retryAfter(): number {
    const left = Math.ceil((this.#expected - performance.now()) / 1000);
    return Math.min(LONGEST_RETRY, Math.max(1, left));
  }

  /**
   * Starts the process and waits until the model is open and warm.
   *
   * @throws {ServeError} model-unloadable — with the reason that the model's folder gives
   */
  async start(): Promise<void> {
    await this.#open();
    if (this.state === 'closed') return;
    this.#beat();
    this.#become('ready', '');
  }

  /**
   * Computes one batch. Calls may overlap; the process answers one after the other.
   *
   * @throws {ServeError} engine-failed — where the engine refused (it lives on)
   * @throws {ServeError} engine-down — where it died or hung
   */
  async run(inputs: readonly BatchInput[]): Promise<BatchResult> {
    const meta = { inputs: inputs.map(({ name, datatype, shape }) => ({ name, datatype, shape })) };
    const pieces = inputs.map((input) => input.pieces);
    const { heartbeatMs, engineTimeoutMs } = this.#timings;
    const rows = inputs[0]?.shape[0] ?? 1;
    const allowed = this.hello && allowance(this.hello, rows, this.#options.threads, heartbeatMs);
    const frame = await this.#ask(frameKind.infer, meta, pieces, engineTimeoutMs, allowed);
    const { outputs, millis, hash } = frame.meta as ResultMeta; // written by child.ts
    return { outputs: cutPayload(outputs, frame.payload, byteSize), millis, hash };
  }

  /** Lets the process finish what it computes, then ends it. */
  async close(): Promise<void> {
    this.#become('closed', 'the server is shutting down');
    clearTimeout(this.#restart);
    clearInterval(this.#heart);
    this.#pulse?.[Symbol.dispose]();
    await this.#process?.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** A process whose model is open, and may be served. */
  async #open(): Promise<void> {
    const start = performance.now();
    const { startTimeoutMs } = this.#timings;
    const engine = new EngineProcess(this.#options, this.#log);
    this.#process = engine;
    const late = setTimeout(() => engine.kill(`the model did not open within ${startTimeoutMs} ms`), startTimeoutMs);
    try {
      const hello = await engine.opened;
      const refusal = this.#events.refuse(hello);
      if (refusal !== undefined) {
        engine.kill(refusal);
        throw new ServeError('model-unloadable', refusal);
      }
      this.hello = hello;
    } catch (error) {
      await engine.ended;
      throw error;
    } finally {
      clearTimeout(late);
    }
    this.#openMillis = performance.now() - start;
    void engine.ended.then((reason) => this.#died(engine, reason));
    this.#watch(engine);
  }

  #died(engine: EngineProcess, reason: string): void {
    if (this.state !== 'closed' && this.#process === engine) this.#recover(reason);
  }

  /** Starts the process again after a pause; until then, and while the model opens, the engine is not ready. */
  #recover(reason: string): void {
    this.restarts++;
    this.#pulse?.[Symbol.dispose]();
    this.#expected = performance.now() + this.#delay + this.#openMillis;
    this.#log.error({ reason, delay: this.#delay }, 'engine down, restarting');
    this.#become('restarting', `the engine is being restarted: ${reason}`);
    this.#restart = setTimeout(async () => {
      try {
        await this.#open();
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

  /** Not ready as soon as the pulse stops; replaced where it stays away. */
  #watch(engine: EngineProcess): void {
    const { heartbeatMs, engineTimeoutMs } = this.#timings;
    const options = {
      pid: engine.pid ?? 0,
      silence: heartbeatMs,
      patience: engineTimeoutMs,
      busyMillis: () => engine.busyMillis,
      allowedMillis: () => engine.allowedMillis,
      computesHere: this.#options.device === 'cpu',
    };
    this.#pulse?.[Symbol.dispose]();
    this.#pulse = new Pulse(engine.pulse, options, ({ fault }) => {
      if (this.#process !== engine) return;
      if (!fault) {
        if (this.state === 'hanging') this.#become('ready', '');
        return;
      }
      if (this.state === 'ready') {
        this.#expected = performance.now() + heartbeatMs + this.#openMillis;
        this.#log.error({ reason: fault.what }, 'engine hangs');
        this.#become('hanging', `the engine hangs: ${fault.what}`);
      }
      if (fault.millis > (fault.silent ? 2 * heartbeatMs : engineTimeoutMs)) engine.kill(fault.what);
    });
  }

  /** Asks an idle engine now and then whether it still computes, so that one that cannot is found before a request is. */
  #beat(): void {
    const { heartbeatMs } = this.#timings;
    this.#heart = setInterval(() => {
      if (this.state !== 'ready' || !this.#process || this.#process.pending > 0) return;
      const engine = this.#process;
      this.#ask(frameKind.ping, null, [], 2 * heartbeatMs).catch((error: Error) => {
        if (this.state === 'ready' && this.#process === engine) engine.kill(`it no longer computes (${error.message})`);
      });
    }, heartbeatMs);
    this.#heart.unref();
  }

  async #ask(kind: Asked, meta: unknown, payload: Uint8Array[][], timeoutMs: number, allowed?: number): Promise<Frame> {
    const engine = this.#process;
    if (this.state !== 'ready' || !engine) throw this.#down(this.reason);
    let [waited, cpu] = [0, this.#pulse?.cpuMicros ?? 0];
    const late = () => {
      waited += timeoutMs;
      const used = (this.#pulse?.cpuMicros ?? 0) - cpu;
      cpu += used;
      // A ping costs next to nothing: who had a quarter of a processor for it is not kept from answering.
      const isKept = kind === frameKind.ping && this.#pulse?.isStarved && used < 250 * timeoutMs;
      if (isKept && waited < this.#timings.engineTimeoutMs) timer = setTimeout(late, timeoutMs);
      else engine.kill(`it did not answer within ${waited} ms`);
    };
    // An answer that lies there while we were held up ourselves is taken before it is missed.
    let timer = setTimeout(() => {
      timer = setTimeout(late, PULSE_EVERY);
    }, timeoutMs);
    try {
      return await engine.ask(kind, meta, payload, allowed);
    } catch (error) {
      throw error instanceof ServeError && error.code === 'engine-down' ? this.#down(error.message) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  #down(reason: string): ServeError {
    return new ServeError('engine-down', reason, { retryAfter: this.retryAfter });
  }

  #become(state: EngineState, reason: string): void {
    if (this.state === 'closed') return;
    this.state = state;
    this.reason = reason;
    this.#events.onState();
  }
}

const byteSize = (spec: TensorSpec) => (elements(spec.shape) ?? 0) * bytesPerElement(spec.datatype);
