import type { Loaded } from '../engine/process.ts';
import { RowReader } from '../rows/row-reader.ts';

/**
 * One model as it is served, whole: what it takes and gives, its classes, its pipeline, and the hash that they share with
 * the weights. A request keeps the release that it began with.
 */
export class Release {
  readonly version: string;
  readonly about: Loaded;
  readonly #rows: RowReader | undefined;

  constructor(version: string, about: Loaded) {
    this.version = version;
    this.about = about;
    if (about.pipeline !== undefined) this.#rows = new RowReader(about.pipeline);
  }

  get hash(): string {
    return this.about.hash;
  }

  /** Reads rows for a model of tables; undefined for others. */
  get rows(): RowReader | undefined {
    return this.#rows;
  }

  /** Ends the thread that reads rows. */
  async close(): Promise<void> {
    await this.#rows?.[Symbol.asyncDispose]();
  }
}
