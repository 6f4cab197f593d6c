import { type FittedPipeline, parsePipeline } from '@capstan/data/apply-pipeline';
import { ServeError } from '../errors.ts';
import { shapeCheck } from '../protocol/json-shape.ts';
import { INLINE_BYTES } from '../protocol/request-parser.ts';
import { TaskThread } from '../protocol/task-thread.ts';
import { limitsOf, type ReadRows, readRows } from './read-rows.ts';

/** A pipeline longer than this holds training rows or vocabularies: applying it may take a while. */
const INLINE_PIPELINE = 256 * 1024;

export type RowTask = { body: Uint8Array; maxRows: number };

/** Reads rows for one model; long bodies, and those for large pipelines, on a thread of its own. Owns that thread: close it. */
export class RowReader implements AsyncDisposable {
  readonly pipeline: FittedPipeline;
  readonly #isLarge: boolean;
  readonly #thread: TaskThread<RowTask, ReadRows>;

  /** @param json a saved pipeline */
  constructor(json: unknown) {
    this.pipeline = parsePipeline(json);
    this.#isLarge = JSON.stringify(json).length > INLINE_PIPELINE;
    this.#thread = new TaskThread(
      new URL('./rows-thread.ts', import.meta.url),
      () => new ServeError('bad-rows', 'the rows take too much time or memory to be read; send fewer at a time'),
      json,
    );
  }

  /**
   * @param limits rows that a request may have; milliseconds that it still has
   * @throws {ServeError} bad-json, bad-rows, too-many-rows, deadline-exceeded — where it is no JSON, a row does not fit, there are too many rows, or its time is up
   */
  async read(body: Uint8Array, { maxRows, timeoutMs }: { maxRows: number; timeoutMs: number }): Promise<ReadRows> {
    const cost = body.byteLength;
    if (cost <= INLINE_BYTES && !this.#isLarge) return readRows(body, this.pipeline, maxRows);
    const memory = [body.buffer as ArrayBuffer]; // bodies have memory of their own; see body.ts
    return this.#thread.run({ body, maxRows }, memory, { timeoutMs, cost });
  }

  /** Counts rows as they arrive; throws ServeError bad-json where they are too much. */
  check(maxRows: number): (soFar: Uint8Array) => void {
    return shapeCheck(limitsOf(maxRows, this.pipeline.inputs.length));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread[Symbol.asyncDispose]();
  }
}
