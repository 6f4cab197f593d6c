import type { Pixels } from '../decode/pixels.ts';

/** Shared memory that the threads pass round; structured clone keeps it shared. */
export type StoreMemory = {
  /** Per sample: place in units of `unit` bytes plus one (0: not there), height, width. */
  places: SharedArrayBuffer;
  /** Units taken so far. */
  taken: SharedArrayBuffer;
  bytes: SharedArrayBuffer;
  channels: number;
};

const unit = 16;

/**
 * Decoded samples of a data set, as bytes in memory that all threads share. From the second epoch on, nothing that fits
 * is read or decoded again. What does not fit is simply not kept.
 */
export class SampleStore {
  readonly memory: StoreMemory;
  readonly #places: Int32Array;
  readonly #taken: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(memory: StoreMemory) {
    this.memory = memory;
    this.#places = new Int32Array(memory.places);
    this.#taken = new Int32Array(memory.taken);
    this.#bytes = new Uint8Array(memory.bytes);
  }

  /** The sample's planes, sharing memory, or `undefined`. */
  get(sample: number): Pixels | undefined {
    const place = Atomics.load(this.#places, sample * 3);
    if (place === 0) return undefined;
    const { channels } = this.memory;
    const height = this.#places[sample * 3 + 1]!;
    const width = this.#places[sample * 3 + 2]!;
    const start = (place - 1) * unit;
    return { data: this.#bytes.subarray(start, start + channels * height * width), channels, height, width };
  }

  /** Keeps a sample if there is room; true when it is kept. Two threads may try the same: one copy is then wasted. */
  put(sample: number, { data, height, width }: Pixels): boolean {
    const length = this.memory.channels * height * width;
    const units = Math.ceil(length / unit);
    const room = Math.floor(this.#bytes.length / unit);
    if (units > room - Atomics.load(this.#taken, 0)) return false;
    const start = Atomics.add(this.#taken, 0, units);
    if (start + units > room) {
      Atomics.sub(this.#taken, 0, units);
      return false;
    }
    this.#bytes.set(data.length === length ? data : data.subarray(0, length), start * unit);
    this.#places[sample * 3 + 1] = height;
    this.#places[sample * 3 + 2] = width;
    Atomics.store(this.#places, sample * 3, start + 1);
    return true;
  }

  /** How many of these samples are here. */
  count(samples: Int32Array): number {
    let here = 0;
    for (const sample of samples) if (Atomics.load(this.#places, sample * 3) !== 0) here++;
    return here;
  }
}

/**
 * Reserves a store. The memory is address space until samples are put in; where it cannot be had, nothing is kept.
 *
 * @param each bytes that a sample is expected to take at most
 */
export function createStore(samples: number, each: number, channels: number, budget = defaultBudget()): SampleStore {
  const wanted = samples * Math.ceil(each / unit) * unit;
  return new SampleStore({
    places: new SharedArrayBuffer(Math.max(1, samples) * 12),
    taken: new SharedArrayBuffer(4),
    bytes: reserve(Math.min(wanted, budget)),
    channels,
  });
}

function reserve(bytes: number): SharedArrayBuffer {
  try {
    return new SharedArrayBuffer(bytes);
  } catch (error) {
    if (error instanceof RangeError) return new SharedArrayBuffer(0); // slower, not wrong
    throw error;
  }
}

/** A quarter of the memory that the process can have, at most 8 GB. */
function defaultBudget(): number {
  return Math.min(8e9, Math.floor(process.availableMemory() / 4));
}
