import type { IncomingMessage, ServerResponse } from 'node:http';
import { ALIGNMENT } from '../engine/frames.ts';
import { ServeError } from '../errors.ts';

export type BodyLimits = { bodyLimit: number; memoryLimit: number };

/**
 * Reads bodies whole, within limits: of one body, and of all that are held until their requests are answered.
 *
 * @example const bodies = new Bodies({ bodyLimit: 2 ** 25, memoryLimit: 2 ** 29 });
 */
export class Bodies {
  readonly #limits: BodyLimits;
  #held = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  /**
   * @param response the body counts as held until it is closed
   * @param headerLength bytes of JSON in front: what follows is put where it can be seen as elements without a copy
   * @throws {ServeError} body-too-large, overloaded, bad-request
   */
  async read(request: IncomingMessage, response: ServerResponse, headerLength = 0): Promise<Uint8Array> {
    const { bodyLimit } = this.#limits;
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity') {
      throw new ServeError(
        'unsupported-media-type',
        `Content-Encoding ${encoding} is not taken; send the body as it is`,
      );
    }
    const length =
      request.headers['content-length'] === undefined ? undefined : Number(request.headers['content-length']);
    const size = length ?? bodyLimit;
    if (size > bodyLimit) throw tooLarge(size, bodyLimit);
    const count = this.hold(size, response); // as much as may come, until it is known
    if (length !== undefined) return readSized(request, length, headerLength);
    const body = await readChunked(request, bodyLimit);
    count(body.byteLength);
    return body;
  }

  /**
   * Counts bytes as held until the response is closed.
   *
   * @returns corrects the count
   * @throws {ServeError} overloaded where they would be too many
   */
  hold(bytes: number, response: ServerResponse): (bytes: number) => void {
    if (this.#held + bytes > this.#limits.memoryLimit) {
      const message = 'the pictures and tensors of other requests fill the memory set aside for them; try again in 1 s';
      throw new ServeError('overloaded', message, { retryAfter: 1 });
    }
    let held = 0;
    const count = (now: number) => {
      if (response.destroyed) now = 0;
      this.#held += now - held;
      held = now;
    };
    count(bytes);
    response.once('close', () => count(0));
    return count;
  }
}

async function readSized(request: IncomingMessage, length: number, headerLength: number): Promise<Uint8Array> {
  const gap = (ALIGNMENT - (headerLength % ALIGNMENT)) % ALIGNMENT;
  const body = new Uint8Array(new ArrayBuffer(gap + length), gap);
  let have = 0;
  await collect(request, (chunk) => {
    body.set(chunk, have); // Node's parser gives no more than Content-Length
    have += chunk.byteLength;
  });
  if (have !== length) throw new ServeError('bad-request', `Content-Length says ${length} bytes, ${have} arrived`);
  return body;
}

async function readChunked(request: IncomingMessage, bodyLimit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let have = 0;
  await collect(request, (chunk) => {
    have += chunk.byteLength;
    if (have > bodyLimit) throw tooLarge(have, bodyLimit);
    chunks.push(chunk);
  });
  const body = new Uint8Array(have);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.byteLength;
  }
  return body;
}

/** Where `take` throws, the rest of the body is read and dropped, so that the client gets to read the answer. */
function collect(request: IncomingMessage, take: (chunk: Buffer) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = (error: unknown) => {
    request.off('data', onData);
    request.resume();
    reject(error);
  };
  const onData = (chunk: Buffer) => {
    try {
      take(chunk);
    } catch (error) {
      stop(error);
    }
  };
  request.on('data', onData);
  request.once('end', resolve);
  request.once('error', stop);
  request.once('close', () => reject(new ServeError('cancelled', 'the client went away while sending')));
  return promise;
}

const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

function tooLarge(size: number, limit: number): ServeError {
  const message = `the body has ${mebibytes(size)} or more, at most ${mebibytes(limit)} are taken (option bodyLimit)`;
  return new ServeError('body-too-large', `${message}; send fewer rows or a smaller picture`);
}
