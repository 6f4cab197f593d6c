import { isUtf8 } from 'node:buffer';
import { readSync, writeSync } from 'node:fs';
import { Kernels } from '../../../kernels/kernels.ts';
import { ColumnPages } from '../../stored/column-pages.ts';
import type { Group } from '../../stored/parquet-file.ts';
import { powersOfFive } from './powers-of-five.ts';

/** Kinds of cells, by the kernels' numbers. */
export const cellKinds = { VARCHAR: 0, BIGINT: 1, DOUBLE: 2 } as const;

/** How a file is written that is read in pieces. */
export type Shape = {
  bytes: number;
  /** Where the first record begins. */
  begins: number;
  pieceBytes: number;
  kinds: readonly number[];
  delimiter: number;
  quote: number;
  isCarriage: boolean;
  header: boolean;
  maxLine: number;
};

/**
 * A piece of the file: from the first record that begins in it to the first behind it, and its rows in the Parquet file.
 * It has no end where something in it is not regular.
 */
export type Piece = { number: number; start: number; end?: number; group?: Group };

const windowBytes = 65_536;
/** Cells of a piece that are left to the host's own parser. */
const mostHard = 4096;

/** Reads pieces of a regular file of text into groups of rows of a Parquet file. Each thread has one. */
export class ColumnParser {
  readonly #kernels = new Kernels();
  readonly #pages = new ColumnPages(this.#kernels);
  readonly #powers = powersOfFive();
  readonly #from: number;
  readonly #to: number;
  readonly #shape: Shape;
  readonly #place: (bytes: number) => number;

  /**
   * @param from the file of text, opened
   * @param to the Parquet file, opened
   * @param place gives so many bytes of the latter away
   */
  constructor(from: number, to: number, shape: Shape, place: (bytes: number) => number) {
    this.#from = from;
    this.#to = to;
    this.#shape = shape;
    this.#place = place;
  }

  /** @param start where its first record begins; unless it is said a line's end within quotes may be taken for a record's */
  parse(number: number, start = this.#startOf(number)): Piece {
    const { bytes, pieceBytes, maxLine } = this.#shape;
    const until = Math.min(bytes, (number + 1) * pieceBytes);
    if (start >= until) return { number, start, end: start };
    for (let behind = windowBytes; ; behind *= 8) {
      const to = Math.min(bytes, until + behind);
      const { taken, group } = this.#parsed(start, until, to);
      if (taken >= until - start) return { number, start, end: start + taken, ...(group && { group }) };
      if (taken < 0 || to === bytes || behind > maxLine) return { number, start };
    }
  }

  /** Reads `start` … `to`. Gives the bytes of its whole records, fewer than asked for where the last one goes on, -1 where it is not regular. */
  #parsed(start: number, until: number, to: number): { taken: number; group?: Group | undefined } {
    const { bytes, begins, kinds, header, delimiter, quote, isCarriage, maxLine } = this.#shape;
    const length = to - start;
    const memory = this.#kernels;
    memory.start();
    const powers = memory.put(this.#powers);
    const data = memory.take(length);
    this.#read(data, start, length);
    if (memory.bytes.subarray(data, data + length).includes(0)) return { taken: -1 };
    const most = Math.floor(length / kinds.length) + 2; // rows: there is a byte behind each cell
    const columns = kinds.map((kind) => ({
      values: memory.take(8 * most),
      bits: memory.take(Math.ceil(most / 8)),
      isText: kind === cellKinds.VARCHAR,
    }));
    for (const { bits } of columns) memory.bytes.fill(0, bits, bits + Math.ceil(most / 8));
    const places = memory.put(Int32Array.from(columns.flatMap(({ values, bits }) => [values, bits])));
    const kindsAt = memory.put(Uint8Array.from(kinds));
    const hard = memory.take(12 * mostHard);
    memory.run.setPowers(powers);
    memory.run.setHard(hard, mostHard);
    const taken = memory.run.regularRecords(
      ...[data, length, Number(to === bytes), until - start, kindsAt, kinds.length, delimiter, quote],
      ...[Number(isCarriage), Number(header && start === begins), maxLine, places],
    );
    if (taken < until - start) return { taken };
    if (!isUtf8(memory.bytes.subarray(data, data + taken)) || !this.#readHard(hard)) return { taken: -1 };
    const rows = memory.run.recordRows();
    return { taken, group: rows > 0 ? this.#write(columns, rows) : undefined };
  }

  /** Where the first record of a piece begins, unless a line's end within quotes comes first. */
  #startOf(number: number): number {
    const { bytes, begins, pieceBytes } = this.#shape;
    if (number === 0) return begins;
    const window = Buffer.alloc(windowBytes);
    for (let at = number * pieceBytes - 1; at < bytes; at += windowBytes) {
      const found = window.subarray(0, readSync(this.#from, window, 0, windowBytes, at)).indexOf(10);
      if (found >= 0) return at + found + 1;
    }
    return bytes;
  }

  #read(to: number, from: number, length: number): void {
    for (let done = 0; done < length; ) {
      const got = readSync(this.#from, this.#kernels.bytes, to + done, length - done, from + done);
      if (got === 0) throw new Error('the file became shorter while it was read');
      done += got;
    }
  }

  /** Reads the cells that were left over. @returns whether doubles hold each */
  #readHard(hard: number): boolean {
    const left = this.#kernels.run.hardRoom();
    if (left < 0) return false;
    const { buffer } = this.#kernels.bytes;
    const cells = new Uint32Array(buffer, hard, 3 * (mostHard - left));
    for (let i = 0; i < cells.length; i += 3) {
      const [place, from, to] = [cells[i]!, cells[i + 1]!, cells[i + 2]!];
      const value = Number(Buffer.from(buffer, from, to - from).toString('latin1'));
      if (!Number.isFinite(value) || value === 0) return false; // too large or too small for one
      new DataView(buffer).setFloat64(place, value, true);
    }
    return true;
  }

  #write(columns: Parameters<ColumnPages['of']>[0], rows: number): Group {
    const { bytes, chunks } = this.#pages.of(columns, rows);
    const place = this.#place(bytes.length);
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.#to, bytes, done, bytes.length - done, place + done);
    const placed = chunks.map((one) => ({ ...one, at: one.at + place, data: one.data + place }));
    return { rows, bytes: bytes.length, chunks: placed };
  }
}
