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

/** Of `silence`: for so long a process may be stopped, by a signal or a debugger, before that counts. */
const STOPPED_SHARE = 0.25;

export type PulseOptions = {
  pid: number;
  /** Milliseconds without a beat, or without progress while busy, after which the engine counts as hanging. */
  silence: number;
  /** Milliseconds after which it does so even if it only waits for the machine. */
  patience: number;
  /** Milliseconds for which the oldest batch has been computed; 0: none is. */
  busyMillis: () => number;
  /** Processor time that it may take, in milliseconds; infinite where nobody knows, 0: none is. */
  allowedMillis: () => number;
  /** Whether computing uses this machine's processor: on an accelerator it may well wait. */
  computesHere: boolean;
};

export type Fault = { what: string; millis: number; silent: boolean };

/**
 * Watches an engine's pulse: `fault` says in words what is wrong with it, and for how many milliseconds it has been. Stops
 * of this process itself (a suspended machine, a debugger) are not held against the engine; nor is a machine so loaded
 * that the engine does not get to beat: on Linux a thread that would run and may not is told from one that does not, and
 * a stopped one needs no silence to show. An engine that goes round in circles shows by processor time beyond all measure.
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
  /** When the process was first seen to be stopped, in milliseconds; undefined while it is not. */
  #stopped: number | undefined;
  /** What the oldest batch found when it was first seen: the processor time used, and when. */
  #batch: { began: number; cpuMicros: number } | undefined;

  constructor(source: Readable, options: PulseOptions, onLook: (pulse: Pulse) => void) {
    this.#options = options;
    source.on('data', (chunk: Buffer) => this.#hear(chunk));
    this.#timer = setInterval(() => {
      this.#allowForOurselves();
      this.#lookAtBatch();
      const state = threadState(options.pid, this.#thread || options.pid);
      this.#stopped = state === 'stopped' ? (this.#stopped ?? performance.now()) : undefined;
      const suspicion = this.#suspicion;
      this.#suspected = suspicion ? this.#suspected + 1 : 0;
      this.fault = this.#suspected >= LOOKS || this.#stopped !== undefined ? suspicion : undefined;
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
    if (this.#stopped !== undefined && now - this.#stopped >= STOPPED_SHARE * silence) {
      return { what: `it was stopped, ${seconds(now - this.#stopped)} ago or more`, millis: silent, silent: true };
    }
    if (silent > silence && !(silent < patience && threadState(pid, this.#thread) === 'wants')) {
      return { what: `it has given no sign of life for ${seconds(silent)}`, millis: silent, silent: true };
    }
    const used = this.#batch ? (this.cpuMicros - this.#batch.cpuMicros) / 1000 : 0;
    if (computesHere && used > this.#options.allowedMillis()) {
      return { what: `a batch has taken ${seconds(used)} of processor time`, millis: busyMillis(), silent: false };
    }
    const stuck = computesHere ? Math.min(now - this.#lastProgress, busyMillis()) : 0;
    if (stuck <= silence || (stuck < patience && anyWants(pid, this.#thread))) return undefined;
    return { what: `it has computed nothing for ${seconds(stuck)} on a batch`, millis: stuck, silent: false };
  }

  /** Which batch is the oldest is told by when it began. */
  #lookAtBatch(): void {
    const busy = this.#options.busyMillis();
    const began = performance.now() - busy;
    if (busy === 0) this.#batch = undefined;
    else if (!this.#batch || began > this.#batch.began + 1) this.#batch = { began, cpuMicros: this.cpuMicros };
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
