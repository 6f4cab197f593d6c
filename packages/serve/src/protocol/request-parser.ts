import { ServeError } from '../errors.ts';
import { refuseNonFinite } from './finite.ts';
import type { InferRequest, ParseOptions, Signature } from './infer-request.ts';
import { parseInferRequest } from './request.ts';
import { TaskThread } from './task-thread.ts';

/** JSON up to this size is read where it is (about 2 ms); more goes to a thread, so that other requests are not held up. */
export const INLINE_BYTES = 128 * 1024;

export type ParseTask = { body: Uint8Array; signature: Signature; options: ParseOptions };

/**
 * Reads inference requests, large JSON on a thread of its own. Owns that thread: close it.
 *
 * @example
 * await using parser = new RequestParser();
 * const request = await parser.parse(body, signature, { headerLength: undefined, nonFinite: 'refuse' });
 */
export class RequestParser implements AsyncDisposable {
  readonly #thread = new TaskThread<ParseTask, InferRequest>(
    new URL('./parse-thread.ts', import.meta.url),
    () => new ServeError('bad-json', 'the body takes too much time or memory to be read; send it in binary'),
  );

  /** @param timeoutMs milliseconds that the request still has */
  async parse(
    body: Uint8Array,
    signature: Signature,
    options: ParseOptions,
    timeoutMs = Number.POSITIVE_INFINITY,
  ): Promise<InferRequest> {
    const request = await this.#read(body, signature, options, timeoutMs);
    // Numbers in JSON were looked at when they were read.
    if (options.nonFinite === 'refuse' && options.headerLength !== undefined) {
      for (const input of request.inputs) await refuseNonFinite(input);
    }
    return request;
  }

  async #read(body: Uint8Array, signature: Signature, options: ParseOptions, timeoutMs: number): Promise<InferRequest> {
    const cost = options.headerLength ?? body.byteLength;
    if (cost <= INLINE_BYTES) return parseInferRequest(body, signature, options);
    const memory = [body.buffer as ArrayBuffer]; // bodies have memory of their own; see body.ts
    return this.#thread.run({ body, signature, options }, memory, { timeoutMs, cost });
  }

  async close(): Promise<void> {
    await this.#thread[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
