import type { IncomingMessage, ServerResponse } from 'node:http';
import { ALIGNMENT } from '../engine/frames.ts';
import { ServeError } from '../errors.ts';
import { stopReading, tooSlow } from './cut.ts';
import { type Account, Memory } from './memory.ts';

export type BodyLimits = {
  bodyLimit: number;
  memoryLimit: number;
  /** Milliseconds in which a body must have arrived. */
  requestTimeout: number;
};

/** A piece of a body below this many bytes costs more to take than to carry. */
const SMALL_PIECE = 128;
/** Small pieces that a body may come in, whatever its size. */
const SMALL_PIECES = 4096;
/** What is set aside for a body whose length is not known, before any of it is there. */
const FIRST_BYTES = 64 * 1024;

/**
 * A body is large above this. Large bodies are read a slice at a time, with a pause that grows with their number: together
 * they come at no more than 256 MB a second, and leave the thread to others.
 */
const LARGE = 2 ** 20;
const SLICE = 2 ** 18;

/**
 * Reads bodies whole, within limits: of one body, of its pieces, of its time, and of all that are held until their
 * requests are answered.
 *
 * @example const bodies = new Bodies({ bodyLimit: 2 ** 25, memoryLimit: 2 ** 29, requestTimeout: 30_000 });
 */
export class Bodies {
  readonly #limits: BodyLimits;
  readonly memory: Memory;
  #announced = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
    this.memory = new Memory(limits.memoryLimit);
  }

  /**
   * @param response the body counts as held until it is closed
   * @param headerLength bytes of JSON in front: what follows is put where it can be seen as elements without a copy
   * @throws {ServeError} body-too-large, overloaded, bad-request, request-timeout, unsupported-media-type, cancelled
   */
  async read(request: IncomingMessage, response: ServerResponse, headerLength = 0): Promise<Uint8Array> {
    const { bodyLimit, requestTimeout } = this.#limits;
    const encoding = request.headers['content-encoding']?.trim().toLowerCase() || 'identity';
    if (encoding !== 'identity') {
      throw new ServeError(
        'unsupported-media-type',
        `Content-Encoding ${encoding} is not taken; send the body as it is`,
      );
    }
    const given = request.headers['content-length'];
    const length = given === undefined ? undefined : Number(given);
    if (length !== undefined && length > bodyLimit) throw tooLarge(length, bodyLimit);
    const account = this.memory.open(response);
    const gap = (ALIGNMENT - (headerLength % ALIGNMENT)) % ALIGNMENT;
    const announced = length ?? FIRST_BYTES;
    // What was announced need not come: memory that is not touched costs nothing, but addresses end too.
    const room = this.#announced + announced > 4 * this.#limits.memoryLimit ? FIRST_BYTES : announced;
    const arriving = new Arriving(account, gap, length ?? bodyLimit, Math.min(room, announced));
    this.#announced += announced;
    try {
      await collect(request, arriving, account, requestTimeout);
    } finally {
      this.#announced -= announced;
    }
    return arriving.whole(length);
  }

  /**
   * Counts bytes as held until the response is closed.
   *
   * @throws {ServeError} overloaded where they would be too many
   */
  hold(bytes: number, response: ServerResponse): void {
    this.memory.open(response).add(bytes);
  }
}

/** A body as it arrives: one stretch of memory, so that a piece costs its bytes and no more. */
class Arriving {
  readonly #account: Account;
  readonly #gap: number;
  readonly #most: number;
  #memory: Buffer;
  #have = 0;
  #small = 0;

  /** @param room bytes to begin with; it grows */
  constructor(account: Account, gap: number, most: number, room: number) {
    this.#account = account;
    this.#gap = gap;
    this.#most = most;
    this.#memory = Buffer.allocUnsafeSlow(gap + room); // memory of its own; written before it is read
  }

  get bytes(): number {
    return this.#have;
  }

  take(piece: Buffer): void {
    const have = this.#have + piece.byteLength;
    if (have > this.#most) throw tooLarge(have, this.#most);
    if (piece.byteLength < SMALL_PIECE && ++this.#small > SMALL_PIECES + have / SMALL_PIECE) {
      throw tooManyPieces(this.#small, have);
    }
    this.#account.add(piece.byteLength);
    if (this.#gap + have > this.#memory.byteLength) this.#grow(have);
    this.#memory.set(piece, this.#gap + this.#have);
    this.#have = have;
  }

  whole(length: number | undefined): Uint8Array {
    if (length !== undefined && this.#have !== length) {
      throw new ServeError('bad-request', `Content-Length says ${length} bytes, ${this.#have} arrived`);
    }
    return new Uint8Array(this.#memory.buffer, this.#gap, this.#have);
  }

  #grow(have: number): void {
    const larger = Buffer.allocUnsafeSlow(this.#gap + Math.min(this.#most, 2 * have));
    this.#memory.copy(larger, 0, 0, this.#gap + this.#have);
    this.#memory = larger;
  }
}

/** How many large bodies are being read. */
let large = 0;

/** Reads to the end, or to where a limit is passed; for what comes then see cut.ts. */
function collect(request: IncomingMessage, body: Arriving, account: Account, timeout: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let next = LARGE;
  let pause: NodeJS.Timeout | undefined;
  const finish = (settle: () => void) => {
    clearTimeout(timer);
    clearTimeout(pause);
    if (next > LARGE) large--;
    next = 0;
    account.arriving(undefined);
    request.off('data', onData).off('error', gone).off('close', gone);
    settle();
  };
  const stop = (error: unknown) =>
    finish(() => {
      stopReading(request);
      account.release();
      reject(error);
    });
  const onData = (piece: Buffer) => {
    try {
      body.take(piece);
    } catch (error) {
      stop(error);
      return;
    }
    if (body.bytes < next) return;
    if (next === LARGE) large++;
    next = body.bytes + SLICE;
    request.pause();
    pause = setTimeout(() => request.resume(), large);
  };
  const gone = () => stop(new ServeError('cancelled', 'the client went away while sending'));
  const late = () => {
    tooSlow.add(request);
    stop(
      new ServeError(
        'request-timeout',
        `the body did not arrive in time, ${timeout} ms; send it faster, or less of it`,
      ),
    );
  };
  const timer = setTimeout(late, timeout);
  account.arriving(stop);
  request.on('data', onData);
  request.once('end', () => finish(resolve));
  request.on('error', () => {}); // said by 'close' as well, or after the fact
  request.once('error', gone); // only the connection can fail, and it is the client's
  request.once('close', gone);
  return promise;
}

const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

function tooLarge(size: number, limit: number): ServeError {
  const message = `the body has ${mebibytes(size)} or more, at most ${mebibytes(limit)} are taken (option bodyLimit)`;
  return new ServeError('body-too-large', `${message}; send fewer rows or a smaller picture`);
}

function tooManyPieces(pieces: number, bytes: number): ServeError {
  const message = `the body came in ${pieces} pieces of less than ${SMALL_PIECE} bytes, ${bytes} bytes so far`;
  return new ServeError('bad-request', `${message}; send it with Content-Length, or in larger chunks`);
}
