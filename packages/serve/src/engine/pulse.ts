import type { Readable } from 'node:stream';

export const PULSE_FD = 4;
export const PULSE_BYTES = 8;
/** Milliseconds between two beats. */
export const PULSE_EVERY = 250;

/** Processor time, in microseconds, below which a process that should compute did not; the beats themselves use some. */
const IDLE_MICROS = 20_000;

export type PulseOptions = {
  /** Milliseconds without a beat, or without progress while busy, after which the engine counts as hanging. */
  silence: number;
  /** Milliseconds for which the oldest batch has been computed; 0: none is. */
  busyMillis: () => number;
  /** Whether computing uses this machine's processor: on an accelerator it may well wait. */
  computesHere: boolean;
};

/**
 * Watches an engine's pulse: `fault` says in words what is wrong with it, and for how many milliseconds it has been.
 * Stops of this process itself (a suspended machine, a debugger) are not held against the engine.
 */
export class Pulse implements Disposable {
  readonly #options: PulseOptions;
  readonly #timer: NodeJS.Timeout;
  #lastLook = performance.now();
  #lastBeat = performance.now();
  #cpu = 0;
  /** When processor time was last seen to grow. */
  #lastProgress = performance.now();
  #rest = Buffer.alloc(0);

  constructor(source: Readable, options: PulseOptions, onLook: (pulse: Pulse) => void) {
    this.#options = options;
    source.on('data', (chunk: Buffer) => this.#hear(chunk));
    this.#timer = setInterval(() => {
      this.#look();
      onLook(this);
    }, PULSE_EVERY);
    this.#timer.unref();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  get fault(): { what: string; millis: number; silent: boolean } | undefined {
    const now = performance.now();
    const { silence } = this.#options;
    const silent = now - this.#lastBeat;
    if (silent > silence) {
      return { what: `it has given no sign of life for ${seconds(silent)}`, millis: silent, silent: true };
    }
    const stuck = this.#options.computesHere ? Math.min(now - this.#lastProgress, this.#options.busyMillis()) : 0;
    if (stuck <= silence) return undefined;
    return { what: `it has computed nothing for ${seconds(stuck)} on a batch`, millis: stuck, silent: false };
  }

  #look(): void {
    const now = performance.now();
    const late = now - this.#lastLook - PULSE_EVERY;
    this.#lastLook = now;
    if (late < PULSE_EVERY / 2) return;
    this.#lastBeat = Math.min(now, this.#lastBeat + late);
    this.#lastProgress = Math.min(now, this.#lastProgress + late);
  }

  #hear(chunk: Buffer): void {
    this.#lastBeat = performance.now();
    const bytes = Buffer.concat([this.#rest, chunk]);
    const whole = bytes.length - (bytes.length % PULSE_BYTES);
    this.#rest = bytes.subarray(whole);
    if (whole === 0) return;
    const cpu = bytes.readDoubleLE(whole - PULSE_BYTES);
    if (cpu - this.#cpu < IDLE_MICROS) return;
    this.#cpu = cpu;
    this.#lastProgress = this.#lastBeat;
  }
}

const seconds = (millis: number) => `${(millis / 1000).toFixed(1)} s`;
