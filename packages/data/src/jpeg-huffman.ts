/** A Huffman table: `fast` maps the next 9 bits to length << 8 | symbol, 0 where the code is longer. */
export type Huffman = { fast: Uint16Array; slow: (peek: number) => number };

const known = new Map<string, Huffman>();

/**
 * Builds a table from a DHT segment's body: 16 counts, then the symbols. Tables are kept, as the files of a data set
 * mostly carry the same few.
 *
 * @returns `undefined` when more codes are claimed than fit
 */
export function huffman(definition: Uint8Array): Huffman | undefined {
  const key = Buffer.from(definition.buffer, definition.byteOffset, definition.length).toString('latin1');
  const found = known.get(key);
  if (found) return found;
  const fast = new Uint16Array(512);
  const limit = new Int32Array(17); // first code, left-aligned to 16 bits, that is longer than the length
  const first = new Int32Array(17);
  const offset = new Int32Array(17);
  let code = 0;
  let symbol = 16;
  for (let length = 1; length <= 16; length++) {
    first[length] = code;
    offset[length] = symbol;
    for (let i = 0; i < definition[length - 1]!; i++, code++, symbol++) {
      if (code >= 1 << length) return undefined;
      if (length > 9) continue;
      const start = code << (9 - length);
      fast.fill((length << 8) | definition[symbol]!, start, start + (1 << (9 - length)));
    }
    limit[length] = code << (16 - length);
    code <<= 1;
  }
  const symbols = definition.slice();
  const slow = (peek: number): number => {
    for (let length = 10; length <= 16; length++) {
      if (peek < limit[length]!)
        return (length << 8) | symbols[offset[length]! + (peek >> (16 - length)) - first[length]!]!;
    }
    return 0;
  };
  if (known.size >= 512) known.clear();
  const made = { fast, slow };
  known.set(key, made);
  return made;
}
