// Philox 4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011.
// Counter-based: the n-th number of a stream is computed, not reached, so nothing has to be saved or replayed.

/**
 * What a stream of random numbers is for: two uses with the same seed, epoch and index never share numbers.
 */
export const purpose = { augment: 0, shuffle: 1, balance: 2, split: 3, resample: 4, text: 5, bootstrap: 6 } as const;

/**
 * Fills `out` with the four 32-bit words of Philox 4x32-10 for one counter and key.
 *
 * @unguarded called for every number drawn
 * @example philox4x32(Uint32Array.of(0, 0, 0, 0), 0, 0, new Uint32Array(4)) // 6627e8d5 e169c58d bc57ac4c 9b00dbd8
 */
export function philox4x32(counter: Uint32Array, keyLow: number, keyHigh: number, out: Uint32Array): Uint32Array {
  philoxBlock(counter[0]!, counter[1]!, counter[2]!, counter[3]!, keyLow, keyHigh, out, 0);
  return out;
}

/**
 * The same, counter and key word by word, into four places of `out` from `at` on: for whoever fills columns.
 *
 * @unguarded called for every number drawn
 * @example philoxBlock(0, 0, 0, 0, 0, 0, out, 4)
 */
export function philoxBlock(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Uint32Array,
  at: number,
): void {
  for (let round = 0; round < 10; round++) {
    // High words of two unsigned 32 × 32 bit products, by halves of 16 bits; every sum stays below 2^53.
    const aLow = c0 & 0xffff;
    const aHigh = c0 >>> 16;
    const aCross = 0xd251 * aLow + ((0x1f53 * aLow) >>> 16);
    const aMiddle = 0x1f53 * aHigh + (aCross & 0xffff);
    const high0 = (0xd251 * aHigh + (aCross >>> 16) + (aMiddle >>> 16)) | 0;
    const bLow = c2 & 0xffff;
    const bHigh = c2 >>> 16;
    const bCross = 0xcd9e * bLow + ((0x8d57 * bLow) >>> 16);
    const bMiddle = 0x8d57 * bHigh + (bCross & 0xffff);
    const high1 = (0xcd9e * bHigh + (bCross >>> 16) + (bMiddle >>> 16)) | 0;
    const low0 = Math.imul(0xd2511f53, c0);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  out[at] = c0;
  out[at + 1] = c1;
  out[at + 2] = c2;
  out[at + 3] = c3;
}

/**
 * A stream of random numbers that is a pure function of (seed, epoch, index, draw) and of what it is for.
 *
 * @unguarded called for every number drawn
 * @example
 * const random = new Random(7);
 * random.at(purpose.augment, 3, 120); // epoch 3, sample 120
 * random.uniform(); // the same on every machine, after every resume
 */
export class Random {
  readonly #seedLow: number;
  readonly #seedHigh: number;
  readonly #counter = new Uint32Array(4);
  readonly #words = new Uint32Array(4);
  #used = 4;

  constructor(seed: number) {
    this.#seedLow = seed >>> 0;
    this.#seedHigh = Math.floor(seed / 4294967296) >>> 0;
  }

  /** Moves to the start of the stream; `draw` counts the times the same sample is seen in one epoch. */
  at(use: number, epoch: number, index: number, draw = 0): this {
    this.#counter[0] = 0;
    this.#counter[1] = (use << 24) | (draw & 0xffffff);
    this.#counter[2] = index;
    this.#counter[3] = epoch;
    this.#used = 4;
    return this;
  }

  /** The next 32 bits. */
  word(): number {
    if (this.#used === 4) {
      philox4x32(this.#counter, this.#seedLow, this.#seedHigh, this.#words);
      this.#counter[0] = this.#counter[0]! + 1;
      this.#used = 0;
    }
    return this.#words[this.#used++]!;
  }

  /** A number in [low, high). */
  uniform(low = 0, high = 1): number {
    return low + (this.word() / 4294967296) * (high - low);
  }

  /** An integer in [0, count). */
  below(count: number): number {
    return Math.floor((this.word() / 4294967296) * count);
  }

  /** True with probability `p`. */
  chance(p: number): boolean {
    return this.uniform() < p;
  }

  /** Puts an array in random order, in place. */
  shuffle(array: Int32Array): Int32Array {
    return fisherYates(array, this);
  }
}

/** Puts an array in the order that a generator's draws give it, in place. */
export function fisherYates(array: Int32Array, random: { below(count: number): number }): Int32Array {
  for (let i = array.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const kept = array[i]!;
    array[i] = array[j]!;
    array[j] = kept;
  }
  return array;
}
