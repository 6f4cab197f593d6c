import { inflateRawSync } from 'node:zlib';
import { DataError } from '../../../errors.ts';

/** Bytes that one entry may unpack to: more is a bomb, or no spreadsheet that anyone opens. */
const mostBytes = 500_000_000;

type Entry = { method: number; packed: number; size: number; at: number };

/** Entries of a ZIP file (APPNOTE 6.3), each unpacked when it is asked for. */
export class Zip {
  readonly #bytes: Buffer;
  readonly #path: string;
  readonly #entries = new Map<string, Entry>();

  /** @throws DataError `table-unreadable` */
  constructor(bytes: Buffer, path: string) {
    this.#bytes = bytes;
    this.#path = path;
    const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
    if (end < 0 || end + 22 > bytes.length) throw this.#damaged('it is cut short');
    try {
      let at = bytes.readUInt32LE(end + 16);
      for (let i = bytes.readUInt16LE(end + 10); i > 0; i--) {
        if (bytes.readUInt32LE(at) !== 0x02014b50) throw this.#damaged('its directory is damaged');
        const [nameLength, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
        const entryName = bytes.toString('utf8', at + 46, at + 46 + nameLength!);
        this.#entries.set(entryName, {
          method: bytes.readUInt16LE(at + 10),
          packed: bytes.readUInt32LE(at + 20),
          size: bytes.readUInt32LE(at + 24),
          at: bytes.readUInt32LE(at + 42),
        });
        at += 46 + nameLength! + extra! + comment!;
      }
    } catch (error) {
      throw error instanceof RangeError ? this.#damaged('its directory is damaged') : error;
    }
  }

  has(entryName: string): boolean {
    return this.#entries.has(entryName);
  }

  names(): string[] {
    return [...this.#entries.keys()];
  }

  /** One entry as text. @throws DataError `table-unreadable` */
  text(entryName: string): string {
    return this.bytes(entryName).toString('utf8');
  }

  /** One entry. @throws DataError `table-unreadable` */
  bytes(entryName: string): Buffer {
    const entry = this.#entries.get(entryName);
    if (!entry) throw this.#damaged(`${entryName} is not in it`);
    if (entry.size > mostBytes) throw this.#damaged(`${entryName} would unpack to ${Math.round(entry.size / 1e6)} MB`);
    try {
      const start = entry.at + 30 + this.#bytes.readUInt16LE(entry.at + 26) + this.#bytes.readUInt16LE(entry.at + 28);
      const packed = this.#bytes.subarray(start, start + entry.packed);
      if (entry.method === 0) return packed;
      if (entry.method !== 8) throw this.#damaged(`${entryName} is packed in a way that is not read`);
      return inflateRawSync(packed, { maxOutputLength: mostBytes });
    } catch (error) {
      if (error instanceof DataError) throw error;
      throw this.#damaged(`${entryName} is damaged, or larger than it says`);
    }
  }

  #damaged(reason: string): DataError {
    return new DataError('table-unreadable', reason, { file: this.#path, hint: 'Save it again as .xlsx' });
  }
}
