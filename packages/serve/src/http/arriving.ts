import { ServeError } from '../errors.ts';
import type { Account } from './memory.ts';

/** A piece of a body below this many bytes costs more to take than to carry. */
const SMALL_PIECE = 128;
/** Small pieces that a body may come in, whatever its size. */
const SMALL_PIECES = 4096;

/** What is set aside for a body before any of it is there, if it is long or says nothing of its length. */
const FIRST_BYTES = 64 * 1024;
/** A body up to this long gets its memory at once. */
const AT_ONCE = 2 ** 20;

/** So many bytes of a body are looked at as they come: what is hopeless shows early, and its rest need not be taken. */
const CHECKED = 2 ** 18;
/** Shorter ones are read in a moment when they are whole. */
const UNCHECKED = 128 * 1024;

export type Arrival = {
  /** Bytes in front of the body, so that what follows its JSON can be seen as elements without a copy. */
  gap: number;
  /** Bytes it may have. */
  most: number;
  /** Bytes it says it has. */
  length: number | undefined;
  /** Throws where what has come so far cannot become a right body. */
  check: ((soFar: Buffer) => void) | undefined;
};

/** A body as it arrives: one stretch of memory, so that a piece costs its bytes and no more. */
export class Arriving {
  readonly #account: Account;
  readonly #arrival: Arrival;
  #memory: Buffer;
  #have = 0;
  #small = 0;
  #checked = 0;

  constructor(account: Account, arrival: Arrival) {
    this.#account = account;
    this.#arrival = arrival;
    const { gap, length = Number.POSITIVE_INFINITY } = arrival;
    // What was announced need not come, and the collector of garbage counts what is set aside.
    this.#memory = Buffer.allocUnsafeSlow(gap + (length <= AT_ONCE ? length : FIRST_BYTES)); // written before it is read
  }

  get bytes(): number {
    return this.#have;
  }

  /**
   * @throws {ServeError} body-too-large, bad-request — where it is too large, or the request does not fit
   * @throws {ServeError} overloaded — or what the check throws
   */
  take(piece: Buffer): void {
    const { gap, most } = this.#arrival;
    const have = this.#have + piece.byteLength;
    if (have > most) throw tooLarge(have, most);
    if (piece.byteLength < SMALL_PIECE && ++this.#small > SMALL_PIECES + have / SMALL_PIECE) {
      throw tooManyPieces(this.#small, have);
    }
    this.#account.add(piece.byteLength);
    if (gap + have > this.#memory.byteLength) this.#grow(have);
    this.#memory.set(piece, gap + this.#have);
    this.#have = have;
    this.#check();
  }

  whole(): Uint8Array {
    const { gap, length } = this.#arrival;
    if (length !== undefined && this.#have !== length) {
      throw new ServeError('bad-request', `Content-Length says ${length} bytes, ${this.#have} arrived`);
    }
    return new Uint8Array(this.#memory.buffer, gap, this.#have);
  }

  #grow(have: number): void {
    const { gap, most } = this.#arrival;
    const larger = Buffer.allocUnsafeSlow(gap + Math.min(most, Math.max(have, 4 * this.#have)));
    this.#memory.copy(larger, 0, 0, gap + this.#have);
    this.#memory = larger;
  }

  /** Now and then, not at every piece: pieces may be small. */
  #check(): void {
    const { gap, length = Number.POSITIVE_INFINITY, check } = this.#arrival;
    if (!check || length <= UNCHECKED || this.#checked >= CHECKED || this.#have < this.#checked + FIRST_BYTES) return;
    this.#checked = this.#have;
    check(this.#memory.subarray(gap, gap + this.#have));
  }
}

const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

export function tooLarge(size: number, limit: number): ServeError {
  const message = `the body has ${mebibytes(size)} or more, at most ${mebibytes(limit)} are taken (option bodyLimit)`;
  return new ServeError('body-too-large', `${message}; send fewer rows or a smaller picture`);
}

function tooManyPieces(pieces: number, bytes: number): ServeError {
  const message = `the body came in ${pieces} pieces of less than ${SMALL_PIECE} bytes, ${bytes} bytes so far`;
  return new ServeError('bad-request', `${message}; send it with Content-Length, or in larger chunks`);
}
