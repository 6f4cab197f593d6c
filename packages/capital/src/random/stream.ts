import { philoxBlock } from '@capstan/base';
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

  /** @throws {CapitalError} bad-number — unless the seed is a whole number of at least 0 */
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
    const high = Math.floor(block / 4294967296) | 0;
    philoxBlock(block | 0, high, this.nameLow, this.nameHigh, this.seedLow, this.seedHigh, out, at);
  }
}
