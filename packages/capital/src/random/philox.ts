// Philox 4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011. packages/data has the
// same function for one counter at a time behind an entry that loads the engine and libvips; this package stays loadable in
// a browser, and writes whole columns.

import { checked } from '../checked.ts';

/** The two 32-bit words that name a stream: FNV-1a over the name, forwards and with a second offset. */
function streamWords(name: string): [number, number] {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    a = Math.imul(a ^ (code & 0xff), 0x01000193);
    a = Math.imul(a ^ (code >>> 8), 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b);
    b = (b ^ (b >>> 13)) | 0;
  }
  return [a >>> 0, b >>> 0];
}

/**
 * A stream of 32-bit words: pure functions of (seed, name of the stream, position), so that adding a stream to a plan leaves
 * all the others as they were.
 *
 * @example new Stream(7, 'churn').words(0, new Uint32Array(1000)) // the first thousand
 */
export class Stream {
  readonly seedLow: number;
  readonly seedHigh: number;
  readonly nameLow: number;
  readonly nameHigh: number;

  /** @throws CapitalError 'bad-number' unless the seed is a whole number of at least 0. */
  constructor(seed: number, name: string) {
    checked('seed', seed, { least: 0, most: Number.MAX_SAFE_INTEGER, whole: true });
    this.seedLow = seed >>> 0;
    this.seedHigh = Math.floor(seed / 4294967296) >>> 0;
    [this.nameLow, this.nameHigh] = streamWords(name);
  }

  /** Fills `out` with the words from position 4 × `block` on. */
  words(block: number, out: Uint32Array): Uint32Array {
    const whole = out.length & ~3;
    for (let i = 0; i < whole; i += 4) this.#block(block + (i >>> 2), out, i);
    if (whole < out.length) {
      const last = new Uint32Array(4);
      this.#block(block + (whole >>> 2), last, 0);
      out.set(last.subarray(0, out.length - whole), whole);
    }
    return out;
  }

  #block(block: number, out: Uint32Array, at: number): void {
    let c0 = block | 0;
    let c1 = Math.floor(block / 4294967296) | 0;
    let c2 = this.nameLow | 0;
    let c3 = this.nameHigh | 0;
    let k0 = this.seedLow | 0;
    let k1 = this.seedHigh | 0;
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
}
