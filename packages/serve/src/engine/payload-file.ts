import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, openSync, unlinkSync, writevSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** File descriptor of it in the engine. */
export const PAYLOAD_FD = 5;

/** Payloads in bytes that go through it: smaller ones fit the channel's buffer, larger ones would hold up the event loop. */
const [LEAST, MOST] = [64 * 1024, 4 * 2 ** 20];

/**
 * A file without a name, in memory where there is such a place, that the server writes a batch into and its engine reads it
 * from. Through the channel half a megabyte takes four turns of both processes, since its buffer is 208 kB, and on a
 * machine that is busy with other things every turn waits for a processor.
 */
export class PayloadFile implements Disposable {
  /** What the engine's process is given; undefined where no file could be made: then the channel carries all. */
  readonly fd: number | undefined;
  #isTaken = false;
  #isClosed = false;

  constructor() {
    this.fd = nameless();
  }

  /**
   * Puts a payload into it, if it may go there and the one before was answered.
   *
   * @returns how many bytes are in it; undefined where the payload is to go through the channel
   */
  put(pieces: readonly Uint8Array[]): number | undefined {
    const bytes = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
    if (this.fd === undefined || this.#isTaken || this.#isClosed || bytes < LEAST || bytes > MOST) return undefined;
    try {
      if (writevSync(this.fd, pieces, 0) !== bytes) return undefined; // no room for all of it
    } catch {
      return undefined;
    }
    this.#isTaken = true;
    return bytes;
  }

  /** The engine has read it. */
  free(): void {
    this.#isTaken = false;
  }

  [Symbol.dispose](): void {
    if (this.fd !== undefined && !this.#isClosed) closeSync(this.fd);
    this.#isClosed = true;
  }
}

function nameless(): number | undefined {
  if (process.platform === 'win32') return undefined; // a file that is open keeps its name there
  const path = join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), `capstan-${randomUUID()}`);
  try {
    const fd = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return fd;
  } catch {
    return undefined;
  }
}
