import { ServeError } from '../errors.ts';

/** What JSON may consist of. Bytes alone say little of what reading them costs: `{},{},…` is a hundred times its size. */
export type JsonLimits = {
  objects: number;
  arrays: number;
  /** Objects and arrays within each other. */
  depth: number;
  /** Names and texts. */
  strings: number;
  /** Commas: numbers, above all. */
  values: number;
};

const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c];
const [OBJECT, OBJECT_END, ARRAY, ARRAY_END] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Counts what JSON consists of, in one pass over its bytes and before anything is built from it: a few milliseconds for
 * megabytes. Whether it is JSON at all is for the parser to say. The bytes may come in pieces.
 *
 * @example
 * const shape = new JsonShape(limits);
 * shape.push(Buffer.from('{"a":')); shape.push(Buffer.from('1}')); // throws ServeError bad-json where it is too much
 * shape.names // [0, 1, 0, …]
 */
export class JsonShape {
  /** How many names there are in objects at each depth; 1 is the outermost. */
  readonly names: number[];
  readonly #limits: JsonLimits;
  #objects = 0;
  #arrays = 0;
  #strings = 0;
  #values = 0;
  #depth = 0;
  #inText = false;
  #isEscaped = false;

  constructor(limits: JsonLimits) {
    this.#limits = limits;
    this.names = new Array<number>(limits.depth + 1).fill(0);
  }

  /** @throws {ServeError} bad-json — where it is more than it may be */
  push(bytes: Uint8Array): void {
    const limits = this.#limits;
    let [objects, arrays, strings, values, depth] = [
      this.#objects,
      this.#arrays,
      this.#strings,
      this.#values,
      this.#depth,
    ];
    for (let i = this.#inText ? this.#endOfText(bytes, 0) : 0; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (byte >= 0x30 && byte <= 0x39) continue; // digits, by far the most
      if (byte === COMMA) {
        if (++values > limits.values) throw tooMuch(`more than ${limits.values} values`);
      } else if (byte === QUOTE) {
        if (++strings > limits.strings) throw tooMuch(`more than ${limits.strings} names and texts`);
        i = this.#endOfText(bytes, i + 1) - 1;
      } else if (byte === ARRAY || byte === OBJECT) {
        if (++depth > limits.depth) throw tooMuch(`more than ${limits.depth} lists or objects within each other`);
        if (byte === ARRAY && ++arrays > limits.arrays) throw tooMuch(`more than ${limits.arrays} lists`);
        if (byte === OBJECT && ++objects > limits.objects) throw tooMuch(`more than ${limits.objects} objects`);
      } else if (byte === ARRAY_END || byte === OBJECT_END) {
        depth = Math.max(0, depth - 1);
      } else if (byte === COLON) this.names[depth]!++;
    }
    this.#objects = objects;
    this.#arrays = arrays;
    this.#strings = strings;
    this.#values = values;
    this.#depth = depth;
  }

  /** Where what follows a text begins, or the end of the bytes where the text goes on. */
  #endOfText(bytes: Uint8Array, from: number): number {
    let i = this.#isEscaped ? from + 1 : from;
    while (i < bytes.length && bytes[i] !== QUOTE) i += bytes[i] === BACKSLASH ? 2 : 1;
    this.#isEscaped = i > bytes.length;
    this.#inText = i >= bytes.length;
    return this.#inText ? bytes.length : i + 1;
  }
}

/**
 * Names in objects at each depth of JSON that is there as a whole.
 *
 * @throws {ServeError} bad-json — where it is more than it may be
 * @example jsonNames(body, limits)[1] // names in the outermost object
 */
export function jsonNames(bytes: Uint8Array, limits: JsonLimits): number[] {
  const shape = new JsonShape(limits);
  shape.push(bytes);
  return shape.names;
}

/** Counts JSON as it arrives, up to a length: for the front of a body. */
export function shapeCheck(limits: JsonLimits, most = Number.POSITIVE_INFINITY): (soFar: Uint8Array) => void {
  const shape = new JsonShape(limits);
  let seen = 0;
  return (soFar) => {
    const end = Math.min(most, soFar.byteLength);
    if (end > seen) shape.push(soFar.subarray(seen, end));
    seen = end;
  };
}

function tooMuch(what: string): ServeError {
  return new ServeError('bad-json', `the JSON holds ${what}; send less at a time, or tensors in binary`);
}
