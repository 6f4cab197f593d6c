import type { TableEngine } from '../engine.ts';
import type { ReadingOptions } from './options.ts';
import type { Read } from './read.ts';

/** One format of table files. */
export interface TableReader<Format extends string = string> {
  readonly format: Format;
  /** In a few words. */
  readonly help: string;
  /** Endings of its files' names, in lower case. */
  readonly endings: readonly string[];
  /** Whether the first 64 bytes (as Latin-1) can be of no other format; formats without this are text. */
  begins?(start: string): boolean;
  /**
   * Reads a file into the engine, or in place.
   *
   * @throws {DataError} table-unreadable, table-malformed — where it is not of the format, or damaged
   */
  read(engine: TableEngine, path: string, options: ReadingOptions): Promise<Read>;
}
