import type { Kernels } from '../../kernels/kernels.ts';
import { type Chunk, dataPage, dictionaryPage, packedRun, presence } from './parquet-file.ts';

/** A column as `regularRecords` lays it out: eight bytes for each value that is there, and a bit for each row. */
export type LaidColumn = { values: number; bits: number; isText: boolean };

const mostCodes = 4096;

/** Makes the pages of columns, one column after the other. */
export class ColumnPages {
  readonly #kernels: Kernels;
  #out = Buffer.alloc(0);
  #length = 0;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  /** The pages of some rows: their bytes, until the next call, and where in them each column lies. */
  of(columns: readonly LaidColumn[], rows: number): { bytes: Buffer; chunks: Chunk[] } {
    this.#length = 0;
    const codes = this.#kernels.take(2 * rows + 16);
    const entries = this.#kernels.take(8 * mostCodes);
    const slots = this.#kernels.take(8 * mostCodes);
    const chunks = columns.map((column) => this.#chunk(column, rows, codes, entries, slots));
    return { bytes: this.#out.subarray(0, this.#length), chunks };
  }

  #chunk({ values, bits, isText }: LaidColumn, rows: number, codes: number, entries: number, slots: number): Chunk {
    const { run } = this.#kernels;
    const at = this.#length;
    const count = run.setBits(bits, rows);
    const isFull = count === rows;
    const present = presence(rows, isFull ? undefined : this.#bytes(bits, Math.ceil(rows / 8)));
    const different = count > 0 ? run.codeValues(values, count, Number(isText), codes, entries, slots) : -1;
    if (different < 0) {
      const page = this.#plain(values, count, isText);
      this.#put(dataPage(present.length + page.length, rows, false), present, page);
      return { at, bytes: this.#length - at, data: at, isCoded: false };
    }
    const dictionary = this.#plain(entries, different, isText);
    this.#put(dictionaryPage(dictionary.length, different), dictionary);
    const data = this.#length;
    const width = different <= 256 ? 1 : 2; // bytes of a code
    if (width === 1) run.narrowCodes(codes, count);
    const packed = this.#bytes(codes, width * 8 * Math.ceil(count / 8)).fill(0, width * count);
    const head = Buffer.concat([Buffer.from([8 * width]), packedRun(count)]);
    this.#put(dataPage(present.length + head.length + packed.length, rows, true), present, head, packed);
    return { at, bytes: this.#length - at, data, isCoded: true };
  }

  #plain(values: number, count: number, isText: boolean): Uint8Array {
    if (!isText) return this.#bytes(values, 8 * count);
    const bytes = this.#kernels.run.textBytes(values, count);
    const place = this.#kernels.take(bytes);
    this.#kernels.run.layText(values, count, place);
    return this.#bytes(place, bytes);
  }

  #bytes(at: number, length: number): Uint8Array {
    return this.#kernels.bytes.subarray(at, at + length);
  }

  #put(...parts: readonly Uint8Array[]): void {
    for (const part of parts) {
      if (this.#length + part.length > this.#out.length) {
        const larger = Buffer.allocUnsafe(2 * (this.#length + part.length));
        this.#out.copy(larger, 0, 0, this.#length);
        this.#out = larger;
      }
      this.#out.set(part, this.#length);
      this.#length += part.length;
    }
  }
}
