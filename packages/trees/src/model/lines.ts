import { shown } from '@capstan/base';
import { TreesError } from '../errors.ts';

const NUMBER = /^-?(\d+(\.\d+)?([eE][-+]?\d+)?|inf|nan)$/;

/** A model's text line by line; whatever is not as it should be is an error that names the line. */
export class Lines {
  readonly #lines: readonly string[];
  #at = 0;
  #offset = 0;

  constructor(text: string) {
    this.#lines = text.split('\n');
  }

  get isOver(): boolean {
    return this.#at >= this.#lines.length;
  }

  /** Characters read so far, which among numbers are bytes. */
  get offset(): number {
    return this.#offset;
  }

  peek(): string | undefined {
    return this.#lines[this.#at];
  }

  next(): string {
    const line = this.#lines[this.#at];
    if (line === undefined) throw this.fault('the text ends here');
    this.#at++;
    this.#offset += line.length + 1;
    return line;
  }

  expect(wanted: string): void {
    const line = this.next();
    if (line !== wanted) throw this.fault(`expected ${shown(wanted)}, received ${shown(line)}`);
  }

  /** What stands behind `key=`. */
  value(key: string): string {
    const line = this.next();
    if (line.startsWith(`${key}=`)) return line.slice(key.length + 1);
    throw this.fault(`expected ${key}=…, received ${shown(line)}`);
  }

  /** A whole number within bounds, both included. */
  whole(key: string, least: number, most: number): number {
    const text = this.value(key);
    const number = Number(text);
    if (/^-?\d{1,10}$/.test(text) && number >= least && number <= most) return number;
    throw this.fault(`expected ${key} to be a whole number from ${least} to ${most}, received ${shown(text)}`);
  }

  /** As many words as there should be, with one blank between. */
  words(key: string, count: number): string[] {
    const text = this.value(key);
    const words = text === '' && count === 0 ? [] : text.split(' ');
    if (words.length === count && words.every((word) => word !== '')) return words;
    throw this.fault(`expected ${key} to hold ${count} values, received ${words.length}`);
  }

  numbers(key: string, count: number, accepts: (number: number) => boolean = Number.isFinite): Float64Array {
    return Float64Array.from(this.words(key, count), (word) => {
      const number = word.endsWith('inf') ? (word.startsWith('-') ? -1 : 1) * Number.POSITIVE_INFINITY : Number(word);
      if (NUMBER.test(word) && accepts(number)) return number;
      throw this.fault(`${key} holds ${shown(word)}`);
    });
  }

  wholes(key: string, count: number, least: number, most: number): Float64Array {
    return this.numbers(key, count, (number) => Number.isInteger(number) && number >= least && number <= most);
  }

  /** An error about the line that was last read. */
  fault(what: string): TreesError {
    const line = Math.max(1, this.#at);
    const hint = 'It is not as LightGBM 3 or 4 writes it; save it again where it was trained.';
    return new TreesError('model-invalid', `no model of LightGBM's: line ${line}: ${what}`, { hint, fields: { line } });
  }
}
