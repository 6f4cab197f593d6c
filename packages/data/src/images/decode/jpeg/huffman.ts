/** Bytes of a table in the kernels' memory; its parts are those of `lookup` in `kernels/jpeg.ts`. */
const size = 4232 + 272;
const bits = 10;

const known = new Map<string, Uint8Array>();

/**
 * Builds a table from a DHT segment's body: 16 counts, then the symbols. Tables are kept, as the files of a data set
 * mostly carry the same few.
 *
 * @returns `undefined` when more codes are claimed than fit
 */
export function huffman(definition: Uint8Array): Uint8Array | undefined {
  const key = Buffer.from(definition.buffer, definition.byteOffset, definition.length).toString('latin1');
  const found = known.get(key);
  if (found) return found;
  const table = new ArrayBuffer(size);
  const fast = new Int32Array(table, 0, 1 << bits);
  const limit = new Int32Array(table, 4096, 17); // first code, left-aligned to 16 bits, that is longer than the length
  const place = new Int32Array(table, 4164, 17); // of a length's first symbol, less its first code
  let code = 0;
  let symbol = 16;
  for (let length = 1; length <= 16; length++) {
    place[length] = symbol - code;
    for (let i = 0; i < definition[length - 1]!; i++, code++, symbol++) {
      if (code >= 1 << length) return undefined;
      if (length > bits) continue;
      const start = code << (bits - length);
      for (let j = 0; j < 1 << (bits - length); j++) fast[start + j] = entry(definition[symbol]!, length, start + j);
    }
    limit[length] = code << (16 - length);
    code <<= 1;
  }
  const made = new Uint8Array(table);
  made.set(definition, 4232);
  if (known.size >= 512) known.clear();
  known.set(key, made);
  return made;
}

/** Length and symbol; where the bits looked at hold the whole value as well, that too. */
function entry(symbol: number, length: number, looked: number): number {
  const wide = symbol & 15;
  const rest = bits - length - wide;
  if (rest < 0 || symbol === 0xff) return (symbol << 8) | length;
  const value = (looked >> rest) & ((1 << wide) - 1);
  const signed = wide > 0 && value < 1 << (wide - 1) ? value - (1 << wide) + 1 : value;
  return (signed << 16) | (symbol << 8) | 64 | (length + wide);
}
