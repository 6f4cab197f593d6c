/** The kinds of pages of a Parquet file that are read here. */
export type Page = { kind: 'data' | 'dictionary' | 'other'; bytes: number; values: number; encoding: number };

/** Fields of a Thrift struct by their number; what is not wanted is passed over. */
type Fields = Map<number, number | Fields>;

/**
 * The header of a Parquet page, in Thrift's compact protocol.
 * @returns the page, and where its data begins
 * @example readPageHeader(bytes, 0) // { page: { kind: 'data', bytes: 983050, values: 122880, encoding: 0 }, at: 21 }
 */
export function readPageHeader(bytes: Uint8Array, at: number): { page: Page; at: number } {
  const reader = new Compact(bytes, at);
  const header = reader.struct();
  const kind = header.get(1) === 0 ? 'data' : header.get(1) === 2 ? 'dictionary' : 'other';
  const about = header.get(kind === 'data' ? 5 : 7);
  const of = (field: number) => (about instanceof Map ? Number(about.get(field)) : 0);
  return { page: { kind, bytes: Number(header.get(3)), values: of(1), encoding: of(2) }, at: reader.at };
}

class Compact {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  struct(): Fields {
    const fields: Fields = new Map();
    for (let id = 0; ; ) {
      const head = this.#byte();
      if (head === 0) return fields;
      const step = head >> 4;
      id = step === 0 ? this.#signed() : id + step;
      const value = this.#value(head & 15);
      if (value !== undefined) fields.set(id, value);
    }
  }

  #value(type: number): number | Fields | undefined {
    if (type === 1 || type === 2) return type === 1 ? 1 : 0; // a truth is in the type itself
    if (type === 4 || type === 5 || type === 6) return this.#signed();
    if (type === 12) return this.struct();
    if (type === 3) this.at += 1;
    else if (type === 7) this.at += 8;
    else if (type === 8) this.at += this.#unsigned();
    else if (type === 9 || type === 10) {
      const head = this.#byte();
      const length = head >> 4 === 15 ? this.#unsigned() : head >> 4;
      const isTruth = (head & 15) < 3; // a byte each in a list
      for (let i = 0; i < length; i++) this.#value(isTruth ? 3 : head & 15);
    } else throw new RangeError(`a page header has a field of type ${type}`);
    return undefined;
  }

  #byte(): number {
    const byte = this.#bytes[this.at];
    if (byte === undefined) throw new RangeError('a page header is cut short');
    this.at += 1;
    return byte;
  }

  #unsigned(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  #signed(): number {
    const value = this.#unsigned();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
