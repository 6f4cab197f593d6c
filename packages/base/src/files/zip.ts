import { inflateRawSync } from 'node:zlib';

/** Bytes that one packed entry may unpack to: more is a bomb, or nothing that anyone opens. */
const mostBytes = 500_000_000;

interface Entry {
  method: number;
  packed: number;
  size: number;
  at: number;
}

const DIRECTORY = Buffer.from('PK\x01\x02', 'latin1').readUInt32LE();
const END64 = Buffer.from('PK\x06\x06', 'latin1').readUInt32LE();
const LOCATOR64 = Buffer.from('PK\x06\x07', 'latin1').readUInt32LE();
const FULL = 0xffffffff; // the number is in the ZIP64 field

/**
 * Entries of a ZIP file (APPNOTE 6.3, ZIP64 too), each unpacked when it is asked for.
 *
 * @example new Zip(await readFile('book.xlsx'), (reason) => new Error(reason)).text('xl/workbook.xml')
 */
export class Zip {
  readonly #bytes: Buffer;
  readonly #refuse: (reason: string) => Error;
  readonly #entries = new Map<string, Entry>();

  /** @param refuse makes the error that is thrown of what is wrong with the file. */
  constructor(bytes: Buffer, refuse: (reason: string) => Error) {
    this.#bytes = bytes;
    this.#refuse = refuse;
    const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
    if (end < 0 || end + 22 > bytes.length) throw refuse('it is cut short');
    this.#reading('its directory is damaged', () => {
      const { count, start } = directory(bytes, end);
      let at = start;
      for (let i = 0; i < count; i++) at = this.#readEntry(at);
    });
  }

  has(entryName: string): boolean {
    return this.#entries.has(entryName);
  }

  names(): string[] {
    return [...this.#entries.keys()];
  }

  /** One entry as text. */
  text(entryName: string): string {
    return this.bytes(entryName).toString('utf8');
  }

  /** One entry; of one that is not packed, a view of the file's bytes. */
  bytes(entryName: string): Buffer {
    const entry = this.#entries.get(entryName);
    if (!entry) throw this.#refuse(`${entryName} is not in it`);
    const { method, packed, size } = entry;
    if (method !== 0 && method !== 8) throw this.#refuse(`${entryName} is packed in a way that is not read`);
    if (method !== 0 && size > mostBytes) {
      throw this.#refuse(`${entryName} would unpack to ${Math.round(size / 1e6)} MB`);
    }
    return this.#reading(`${entryName} is damaged, or larger than it says`, () => {
      const start = entry.at + 30 + this.#bytes.readUInt16LE(entry.at + 26) + this.#bytes.readUInt16LE(entry.at + 28);
      if (start + packed > this.#bytes.length) throw new RangeError(); // subarray would give less, without a word
      const bytes = this.#bytes.subarray(start, start + packed);
      return method === 0 ? bytes : inflateRawSync(bytes, { maxOutputLength: mostBytes });
    });
  }

  /** @returns where the next entry of the directory begins */
  #readEntry(at: number): number {
    const bytes = this.#bytes;
    if (bytes.readUInt32LE(at) !== DIRECTORY) throw new RangeError();
    const two = (offset: number) => bytes.readUInt16LE(at + offset);
    const [nameLength, extra, comment] = [two(28), two(30), two(32)];
    const after = at + 46 + nameLength + extra + comment;
    if (after > bytes.length) throw new RangeError();
    const wide = wideNumbers(bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extra));
    const number = (offset: number) => {
      const value = bytes.readUInt32LE(at + offset);
      return value === FULL ? wide() : value;
    };
    const size = number(24); // in this order they lie in the ZIP64 field
    const packed = number(20);
    const where = number(42);
    this.#entries.set(bytes.toString('utf8', at + 46, at + 46 + nameLength), {
      method: bytes.readUInt16LE(at + 10),
      packed,
      size,
      at: where,
    });
    return after;
  }

  #reading<T>(damage: string, read: () => T): T {
    try {
      return read();
    } catch {
      throw this.#refuse(damage); // a place out of range, or bytes that do not inflate: whatever it says, the file is damaged
    }
  }
}

/** Where the directory of entries begins and how many there are; `end` is its last record's place. */
function directory(bytes: Buffer, end: number): { count: number; start: number } {
  const locator = end - 20;
  if (locator >= 0 && bytes.readUInt32LE(locator) === LOCATOR64) {
    const at = whole(bytes, locator + 8);
    if (bytes.readUInt32LE(at) !== END64) throw new RangeError();
    return { count: whole(bytes, at + 32), start: whole(bytes, at + 48) };
  }
  return { count: bytes.readUInt16LE(end + 10), start: bytes.readUInt32LE(end + 16) };
}

/** The numbers of a ZIP64 field, one after another. */
function wideNumbers(extra: Buffer): () => number {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let next = at + 4;
    return () => {
      const value = whole(extra, next);
      next += 8;
      return value;
    };
  }
  return () => {
    throw new RangeError();
  };
}

function whole(bytes: Buffer, at: number): number {
  const value = Number(bytes.readBigUInt64LE(at));
  if (!Number.isSafeInteger(value)) throw new RangeError();
  return value;
}
