import type { Readable } from 'node:stream';
import { anyWants, threadState } from './thread-state.ts';

export const PULSE_FD = 4;
/** Of a beat: the processor time that the process has used, in microseconds, and which thread beats. */
export const PULSE_BYTES = 16;
/** Milliseconds between two beats. */
export const PULSE_EVERY = 250;

/** Processor time, in microseconds, below which a process that should compute did not; the beats themselves use some. */
const IDLE_MICROS = 20_000;

/** Looks in a row that must find a fault: one may fall between two steps of an engine that is well. */
const LOOKS = 2;

export type PulseOptions = {
  pid: number;
  /** Milliseconds without a beat, or without progress while busy, after which the engine counts as hanging. */
  silence: number;
  /** Milliseconds after which it does so even if it only waits for the machine. */
  patience: number;
  /** Milliseconds for which the oldest batch has been computed; 0: none is. */
  busyMillis: () => number;
  /** Whether computing uses this machine's processor: on an accelerator it may well wait. */
  computesHere: boolean;
};

export type Fault = { what: string; millis: number; silent: boolean };

/**
 * Watches an engine's pulse: `fault` says in words what is wrong with it, and for how many milliseconds it has been. Stops
 * of this process itself (a suspended machine, a debugger) are not held against the engine; nor is a machine so loaded
 * that the engine does not get to beat: on Linux a thread that would run and may not is told from one that does not.
 */
export class Pulse implements Disposable {
  fault: Fault | undefined;
  /** Processor time that the engine has used, in microseconds, as it said last. */
  cpuMicros = 0;
  readonly #options: PulseOptions;
  readonly #timer: NodeJS.Timeout;
  #lastLook = performance.now();
  #lastBeat = performance.now();
  #progress = 0;
  /** The thread that beats; 0 before its first beat and where the system does not say. */
  #thread = 0;
  /** When processor time was last seen to grow. */
  #lastProgress = performance.now();
  #rest = Buffer.alloc(0);
  #suspected = 0;

  constructor(source: Readable, options: PulseOptions, onLook: (pulse: Pulse) => void) {
    this.#options = options;
    source.on('data', (chunk: Buffer) => this.#hear(chunk));
    this.#timer = setInterval(() => {
      this.#allowForOurselves();
      const suspicion = this.#suspicion;
      this.#suspected = suspicion ? this.#suspected + 1 : 0;
      const isSure = this.#suspected >= LOOKS || threadState(options.pid, this.#thread) === 'stopped';
      this.fault = isSure ? suspicion : undefined;
      onLook(this);
    }, PULSE_EVERY);
    this.#timer.unref();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  /** Whether the engine would go on if the machine let it. */
  get isStarved(): boolean {
    const { pid } = this.#options;
    return threadState(pid, this.#thread) === 'wants' || anyWants(pid, this.#thread) === true;
  }

  get #suspicion(): Fault | undefined {
    const now = performance.now();
    const { pid, silence, patience, computesHere, busyMillis } = this.#options;
    const silent = now - this.#lastBeat;
    if (silent > silence && !(silent < patience && threadState(pid, this.#thread) === 'wants')) {
      return { what: `it has given no sign of life for ${seconds(silent)}`, millis: silent, silent: true };
    }
    const stuck = computesHere ? Math.min(now - this.#lastProgress, busyMillis()) : 0;
    if (stuck <= silence || (stuck < patience && anyWants(pid, this.#thread))) return undefined;
    return { what: `it has computed nothing for ${seconds(stuck)} on a batch`, millis: stuck, silent: false };
  }

  #allowForOurselves(): void {
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
    this.cpuMicros = bytes.readDoubleLE(whole - PULSE_BYTES);
    this.#thread = bytes.readDoubleLE(whole - 8);
    if (this.cpuMicros - this.#progress < IDLE_MICROS) return;
    this.#progress = this.cpuMicros;
    this.#lastProgress = this.#lastBeat;
  }
}

const seconds = (millis: number) => `${(millis / 1000).toFixed(1)} s`;
