import type { ServerResponse } from 'node:http';
import { ServeError } from '../errors.ts';

/** A request whose body is larger than this is large. */
const LARGE = 2 ** 20;

/** Part of the memory that large requests may fill: the rest is for the others. */
const FOR_LARGE = 0.75;

/** An upload that has been coming for longer gives way, in milliseconds, where its memory is needed. */
const PATIENCE = 1000;

/** What one request holds; free again when its response is closed. */
export type Account = {
  /** Bytes held in all. */
  readonly bytes: number;
  /** @throws {ServeError} overloaded — where there is no room for that many more */
  add(bytes: number): void;
  /** While a body arrives: it can be made to give way. */
  arriving(giveWay: ((error: ServeError) => void) | undefined): void;
  release(): void;
};

/**
 * Counts the bytes that requests hold, as they arrive and not as they are announced. When there is no room, uploads that
 * are slow give way, the slowest first; only then is a request refused.
 */
export class Memory {
  readonly #limit: number;
  #held = 0;
  readonly #accounts = new WeakMap<ServerResponse, Account[]>();
  /** Slowest, that is oldest, first. */
  readonly #arriving = new Map<Account, { since: number; giveWay(error: ServeError): void }>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get held(): number {
    return this.#held;
  }

  open(response: ServerResponse): Account {
    let bytes = 0;
    let closed = response.destroyed;
    const account: Account = {
      get bytes() {
        return bytes;
      },
      add: (more) => {
        if (closed) return;
        this.#makeRoom(more, bytes + more > LARGE, account);
        bytes += more;
        this.#held += more;
      },
      arriving: (giveWay) => {
        if (giveWay && !closed) this.#arriving.set(account, { since: performance.now(), giveWay });
        else this.#arriving.delete(account);
      },
      release: () => {
        closed = true;
        this.#held -= bytes;
        bytes = 0;
        this.#arriving.delete(account);
      },
    };
    response.once('close', account.release);
    this.#accounts.set(response, [...(this.#accounts.get(response) ?? []), account]);
    return account;
  }

  /** What a request holds is needed no more, before its response is closed. */
  release(response: ServerResponse): void {
    for (const account of this.#accounts.get(response) ?? []) account.release();
  }

  #makeRoom(bytes: number, large: boolean, own: Account): void {
    const limit = large ? this.#limit * FOR_LARGE : this.#limit;
    while (this.#held + bytes > limit) {
      if (!this.#endSlowest(own)) {
        const message =
          'the pictures and tensors of other requests fill the memory set aside for them; try again in 1 s';
        throw new ServeError('overloaded', message, { retryAfter: 1 });
      }
    }
  }

  #endSlowest(own: Account): boolean {
    for (const [account, { since, giveWay }] of this.#arriving) {
      if (performance.now() - since < PATIENCE) return false;
      if (account === own || account.bytes === 0) continue;
      account.release();
      giveWay(
        new ServeError('request-timeout', 'the body came too slowly while others needed the memory; send it again'),
      );
      return true;
    }
    return false;
  }
}
