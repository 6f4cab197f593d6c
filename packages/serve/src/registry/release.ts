import type { Loaded } from '../engine/process.ts';
import { RowReader } from '../rows/row-reader.ts';
import { SoundReader } from '../sounds/sound-reader.ts';

/**
 * One model as it is served, whole: what it takes and gives, its classes, its pipeline, and the hash that they share with
 * the weights. A request keeps the release that it began with.
 */
export class Release {
  readonly version: string;
  readonly about: Loaded;
  readonly #rows: RowReader | undefined;
  readonly #sounds: SoundReader | undefined;

  constructor(version: string, about: Loaded) {
    this.version = version;
    this.about = about;
    if (about.pipeline !== undefined) this.#rows = new RowReader(about.pipeline);
    if (about.sound !== undefined) this.#sounds = new SoundReader(about.sound);
  }

  get hash(): string {
    return this.about.hash;
  }

  /** Reads rows for a model of tables; undefined for others. */
  get rows(): RowReader | undefined {
    return this.#rows;
  }

  /** Decodes recordings for a model of those; undefined for others. */
  get sounds(): SoundReader | undefined {
    return this.#sounds;
  }

  /** Ends the threads that read rows and recordings. */
  async close(): Promise<void> {
    await this.#rows?.[Symbol.asyncDispose]();
    await this.#sounds?.[Symbol.asyncDispose]();
  }
}
