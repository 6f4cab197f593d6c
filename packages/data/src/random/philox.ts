// Philox 4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011.
// Counter-based: the n-th number of a stream is computed, not reached, so nothing has to be saved or replayed.

/**
 * What a stream of random numbers is for: two uses with the same seed, epoch and index never share numbers.
 */
export const purpose = { augment: 0, shuffle: 1, balance: 2, split: 3, resample: 4, text: 5 } as const;

/**
 * Fills `out` with the four 32-bit words of Philox 4x32-10 for one counter and key.
 *
 * @example philox4x32(Uint32Array.of(0, 0, 0, 0), 0, 0, new Uint32Array(4)) // 6627e8d5 e169c58d bc57ac4c 9b00dbd8
 */
export function philox4x32(counter: Uint32Array, keyLow: number, keyHigh: number, out: Uint32Array): Uint32Array {
  let c0 = counter[0]! | 0;
  let c1 = counter[1]! | 0;
  let c2 = counter[2]! | 0;
  let c3 = counter[3]! | 0;
  let k0 = keyLow | 0;
  let k1 = keyHigh | 0;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0);
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
  return out;
}

/** High 32 bits of the unsigned 32 × 32 bit product. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const cross = aHigh * bLow + ((aLow * bLow) >>> 16); // < 2^32, exact in a double
  const middle = aLow * bHigh + (cross % 65536);
  return (aHigh * bHigh + Math.floor(cross / 65536) + Math.floor(middle / 65536)) | 0;
}

/**
 * A stream of random numbers that is a pure function of (seed, epoch, index, draw) and of what it is for.
 *
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
