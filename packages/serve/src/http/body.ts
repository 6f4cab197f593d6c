import type { IncomingMessage, ServerResponse } from 'node:http';
import { ALIGNMENT } from '../engine/frames.ts';
import { ServeError } from '../errors.ts';
import { Arriving, tooLarge } from './arriving.ts';
import { stopReading, tooSlow } from './cut.ts';
import { type Account, Memory } from './memory.ts';
import { Offences } from './offences.ts';

export type BodyLimits = {
  bodyLimit: number;
  memoryLimit: number;
  /** Milliseconds in which a body must have arrived. */
  requestTimeoutMs: number;
};

export type ReadOptions = {
  /** Bytes of JSON in front: what follows is put where it can be seen as elements without a copy. */
  headerLength?: number | undefined;
  /** Throws where the front of a long body shows that it cannot be right: then the rest is not taken. */
  check?: ((soFar: Buffer) => void) | undefined;
};

/** Statuses of refusals that are the client's doing. */
const THEIRS = new Set([400, 408, 413]);

/** What a refusal costs that came while its body did, beside the bytes that were there. */
const STOPPED = 8;

/**
 * A body is large above this. Large bodies are read a slice at a time, with a pause that grows with their number: together
 * they come at no more than 128 MB a second, and leave the thread to others. Those of a client that sends in vain come
 * slower, down to a tenth.
 */
const LARGE = 2 ** 20;
const SLICE = 2 ** 18;
const PAUSE = 2;
const SLOWEST = 10;

/**
 * Reads bodies whole, within limits: of one body, of its pieces, of its time, and of all that are held until their
 * requests are answered.
 *
 * @example const bodies = new Bodies({ bodyLimit: 2 ** 25, memoryLimit: 2 ** 29, requestTimeoutMs: 30_000 });
 */
export class Bodies {
  readonly #limits: BodyLimits;
  readonly memory: Memory;
  readonly offences = new Offences();
  /** What taking a body cost: see offences.ts. */
  readonly #costs = new WeakMap<IncomingMessage, number>();
  /** How many large bodies are being read. */
  #large = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
    this.memory = new Memory(limits.memoryLimit);
  }

  /**
   * @param response the body counts as held until it is closed
   * @throws {ServeError} body-too-large, overloaded, bad-request, request-timeout, unsupported-media-type — where it is too large, there is no room, the request does not fit, it comes too slowly, or it is of a type that is not read
   * @throws {ServeError} cancelled — and what the check throws
   */
  async read(request: IncomingMessage, response: ServerResponse, options: ReadOptions = {}): Promise<Uint8Array> {
    const { headerLength = 0, check } = options;
    const { bodyLimit } = this.#limits;
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
    const arriving = new Arriving(account, { gap, most: length ?? bodyLimit, length, check });
    let stopped = STOPPED;
    try {
      await this.#collect(request, arriving, account);
      stopped = 0;
    } finally {
      this.#costs.set(request, arriving.bytes / 2 ** 20 + stopped);
    }
    return arriving.whole();
  }

  /**
   * Counts bytes as held until the response is closed.
   *
   * @throws {ServeError} overloaded — where they would be too many
   */
  hold(bytes: number, response: ServerResponse): void {
    this.memory.open(response).add(bytes);
  }

  /**
   * A request was refused: its bytes are free, and what it cost is held against its client.
   *
   * @returns milliseconds for which the refusal is to wait
   */
  refused(request: IncomingMessage, response: ServerResponse, status: number): number {
    this.memory.release(response);
    const cost = this.#costs.get(request);
    const { remoteAddress } = request.socket;
    if (cost === undefined || remoteAddress === undefined || !THEIRS.has(status)) return 0;
    this.offences.add(remoteAddress, cost);
    return this.offences.wait(remoteAddress);
  }

  /** Reads to the end, or to where a limit is passed; for what comes then see cut.ts. */
  #collect(request: IncomingMessage, body: Arriving, account: Account): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const { requestTimeoutMs } = this.#limits;
    const address = request.socket.remoteAddress ?? '';
    let next = LARGE;
    let pause: NodeJS.Timeout | undefined;
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      clearTimeout(pause);
      if (next > LARGE) this.#large--;
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
      if (next === LARGE) this.#large++;
      next = body.bytes + SLICE;
      request.pause();
      const slower = Math.min(SLOWEST, 1 + this.offences.of(address) / 32);
      pause = setTimeout(() => request.resume(), this.#large * PAUSE * slower);
    };
    const gone = () => stop(new ServeError('cancelled', 'the client went away while sending'));
    const late = () => {
      tooSlow.add(request);
      const message = `the body did not arrive in time, ${requestTimeoutMs} ms; send it faster, or less of it`;
      stop(new ServeError('request-timeout', message));
    };
    const timer = setTimeout(late, requestTimeoutMs);
    account.arriving(stop);
    request.on('data', onData);
    request.once('end', () => finish(resolve));
    request.on('error', () => {}); // said by 'close' as well, or after the fact
    request.once('error', gone); // only the connection can fail, and it is the client's
    request.once('close', gone);
    return promise;
  }
}
