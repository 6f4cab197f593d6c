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
 * megabytes. Whether it is JSON at all is for the parser to say.
 *
 * @returns how many names there are in objects at each depth; 1 is the outermost
 * @throws {ServeError} bad-json where it is more than it may be
 * @example jsonNames(body, limits)[1] // names in the outermost object
 */
export function jsonNames(bytes: Uint8Array, limits: JsonLimits): number[] {
  const names = new Array<number>(limits.depth + 1).fill(0);
  let [objects, arrays, strings, values, depth] = [0, 0, 0, 0, 0];
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte >= 0x30 && byte <= 0x39) continue; // digits, by far the most
    if (byte === COMMA) {
      if (++values > limits.values) throw tooMuch(`more than ${limits.values} values`);
    } else if (byte === QUOTE) {
      if (++strings > limits.strings) throw tooMuch(`more than ${limits.strings} names and texts`);
      while (++i < bytes.length && bytes[i] !== QUOTE) if (bytes[i] === BACKSLASH) i++;
    } else if (byte === ARRAY || byte === OBJECT) {
      if (++depth > limits.depth) throw tooMuch(`more than ${limits.depth} lists or objects within each other`);
      if (byte === ARRAY && ++arrays > limits.arrays) throw tooMuch(`more than ${limits.arrays} lists`);
      if (byte === OBJECT && ++objects > limits.objects) throw tooMuch(`more than ${limits.objects} objects`);
    } else if (byte === ARRAY_END || byte === OBJECT_END) {
      depth = Math.max(0, depth - 1);
    } else if (byte === COLON) names[depth]!++;
  }
  return names;
}

function tooMuch(what: string): ServeError {
  return new ServeError('bad-json', `the JSON holds ${what}; send less at a time, or tensors in binary`);
}
