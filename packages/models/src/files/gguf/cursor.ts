import { readSync } from 'node:fs';

const WINDOW = 1 << 20;
/** Values of a header: the largest vocabularies have some hundred thousand words, with a score and a kind each. */
const MOST_VALUES = 1 << 22;

/** A file read from its beginning, little-endian, a window at a time; never beyond its end. */
export class Cursor {
  readonly #file: number;
  readonly #size: number;
  readonly #most: number;
  readonly #refuse: (reason: string) => Error;
  #window = Buffer.alloc(0);
  #start = 0;
  #values = 0;
  /** Bytes read so far. */
  at = 0;

  /** @param most bytes that may be read in all: what a header may cost */
  constructor(file: number, size: number, most: number, refuse: (reason: string) => Error) {
    [this.#file, this.#size, this.#most, this.#refuse] = [file, size, most, refuse];
  }

  /** How many more there are. */
  get left(): number {
    return this.#size - this.at;
  }

  /** Room for so many values, which in memory are larger than in the file. */
  expect(values: number): void {
    this.#values += values;
    if (this.#values > MOST_VALUES) throw this.#refuse(`its header has more than ${MOST_VALUES} values`);
  }

  bytes(count: number): Buffer {
    if (count > this.left) throw this.#refuse('it is cut short, or says that something is longer than the file');
    if (this.at + count > this.#most) throw this.#refuse(`its header is longer than ${this.#most} bytes`);
    const from = this.at - this.#start;
    this.at += count;
    if (from + count <= this.#window.length) return this.#window.subarray(from, from + count);
    this.#start = this.at - count;
    this.#window = Buffer.alloc(Math.min(Math.max(count, WINDOW), this.#size - this.#start));
    if (readSync(this.#file, this.#window, 0, this.#window.length, this.#start) !== this.#window.length)
      throw this.#refuse('it was cut short while it was read');
    return this.#window.subarray(0, count);
  }

  u32(): number {
    return this.bytes(4).readUInt32LE();
  }

  /** A whole number that is a length or a count. */
  count(what: string): number {
    const value = this.bytes(8).readBigUInt64LE();
    if (value > Number.MAX_SAFE_INTEGER) throw this.#refuse(`${what} is ${value}`);
    return Number(value);
  }

  string(): string {
    const bytes = this.bytes(this.count('the length of a string'));
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw this.#refuse('one of its strings is not UTF-8');
    }
  }
}
