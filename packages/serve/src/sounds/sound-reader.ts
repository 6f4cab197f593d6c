import type { SoundPreprocessing } from '@capstan/data';
import { soundShape } from '@capstan/data/sound';
import { ServeError } from '../errors.ts';
import { TaskThread } from '../protocol/task-thread.ts';

export type SoundTask = { body: Uint8Array };

/** Decodes recordings for one model, on a thread of its own, as training did. Owns that thread: close it. */
export class SoundReader implements AsyncDisposable {
  /** Mel bands and frames of a recording. */
  readonly shape: readonly [mels: number, frames: number];
  readonly #thread: TaskThread<SoundTask, Float32Array>;

  constructor(preprocessing: SoundPreprocessing) {
    this.shape = soundShape(preprocessing);
    this.#thread = new TaskThread(
      new URL('./sound-thread.ts', import.meta.url),
      () =>
        new ServeError(
          'bad-recording',
          'the recording takes too much time or memory to be decoded; send a shorter one',
        ),
      preprocessing,
    );
  }

  /**
   * @param limits milliseconds that the request still has
   * @returns (mels, frames)
   * @throws {ServeError} bad-recording, deadline-exceeded — where it cannot be decoded, or its time is up
   */
  async read(body: Uint8Array, { timeoutMs }: { timeoutMs: number }): Promise<Float32Array> {
    const own = body.slice(); // handed over: a part of a form shares its memory
    return this.#thread.run({ body: own }, [own.buffer], { timeoutMs, cost: own.byteLength });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread[Symbol.asyncDispose]();
  }
}
