import { Worker } from 'node:worker_threads';
import { ServeError, type ServeErrorCode } from '../errors.ts';
import { type InferRequest, type ParseOptions, parseInferRequest, type Signature } from './request.ts';

/** JSON up to this size is read where it is (about 2 ms); more goes to a thread, so that other requests are not held up. */
const INLINE_BYTES = 128 * 1024;

export type ParseTask = { id: number; body: Uint8Array; signature: Signature; options: ParseOptions };
export type ParseReply = { id: number } & ({ request: InferRequest } | { code: ServeErrorCode; message: string });

/**
 * Reads inference requests, large JSON on a thread of its own. Owns that thread: close it.
 *
 * @example
 * await using parser = new RequestParser();
 * const request = await parser.parse(body, signature, { headerLength: undefined, nonFinite: 'refuse' });
 */
export class RequestParser implements AsyncDisposable {
  #worker: Worker | undefined;
  #nextId = 0;
  readonly #waiting = new Map<number, PromiseWithResolvers<InferRequest>>();

  async parse(body: Uint8Array, signature: Signature, options: ParseOptions): Promise<InferRequest> {
    if ((options.headerLength ?? body.byteLength) <= INLINE_BYTES) return parseInferRequest(body, signature, options);
    const id = this.#nextId++;
    const waiting = Promise.withResolvers<InferRequest>();
    this.#waiting.set(id, waiting);
    const task: ParseTask = { id, body, signature, options };
    this.#thread().postMessage(task, [body.buffer as ArrayBuffer]); // bodies have memory of their own; see body.ts
    return waiting.promise;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./parse-thread.ts', import.meta.url));
    worker.unref();
    worker.on('message', (reply: ParseReply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('request' in reply) waiting?.resolve(reply.request);
      else waiting?.reject(new ServeError(reply.code, reply.message));
    });
    const lost = () => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      for (const waiting of this.#waiting.values())
        waiting.reject(new ServeError('bad-json', 'the body needs too much memory to be read; send it in binary'));
      this.#waiting.clear();
    };
    worker.on('error', lost);
    worker.on('exit', lost);
    this.#worker = worker;
    return worker;
  }
}
