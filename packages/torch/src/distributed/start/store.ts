import { createServer } from 'node:net';
import { native } from '../../engine/native.ts';
import { explained } from '../errors.ts';
import type { StoreOperation } from '../native.ts';

const encoder = new TextEncoder();
const bytes = (value: string | Uint8Array): Uint8Array => (typeof value === 'string' ? encoder.encode(value) : value);

const noServer = 'is rank 0 running, and do MASTER_ADDR and MASTER_PORT name its machine?';

// The engine says in English alone why it cannot listen: here it is tried.
async function portHint(port: number): Promise<string> {
  const server = createServer();
  const code = await new Promise<string | undefined>((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    server.listen(port, () => server.close(() => resolve(undefined)));
  });
  return code === 'EADDRINUSE'
    ? 'another program listens there: set MASTER_PORT to a free port, the same for every rank'
    : `set MASTER_PORT to a port that may be listened on${code === undefined ? '' : ` (${code})`}`;
}

/** Keys and values that all ranks of a job share, served by one of them. Nothing here blocks the event loop. */
export class Store implements AsyncDisposable {
  /** @internal The addon's number for it. */
  readonly _id: number;

  /** @internal Made by `TCPStore.connect` and `new PrefixStore`. */
  constructor(id: number) {
    this._id = id;
  }

  async #call(
    operation: StoreOperation,
    keys: readonly string[],
    value?: Uint8Array | number,
    expected?: Uint8Array,
    timeoutMs = -1,
  ): Promise<unknown> {
    try {
      return await native.storeCall(this._id, operation, keys, value, expected, timeoutMs);
    } catch (error) {
      throw explained(`Store.${operation}`, error);
    }
  }

  async set(key: string, value: string | Uint8Array): Promise<void> {
    await this.#call('set', [key], bytes(value));
  }
  /** Waits until the key is there. `timeoutMs` in milliseconds. */
  get(key: string, options: { timeoutMs?: number } = {}): Promise<Buffer> {
    return this.#call('get', [key], undefined, undefined, options.timeoutMs) as Promise<Buffer>; // as: the addon's answer
  }
  /** Adds to a counter, which starts at 0, and gives its new value. */
  add(key: string, amount: number): Promise<number> {
    return this.#call('add', [key], amount) as Promise<number>; // as: the addon's answer
  }
  /** Sets the key if it holds `expected`, or is not there and `expected` is empty; gives what it holds then. */
  compareSet(key: string, expected: string | Uint8Array, value: string | Uint8Array): Promise<Buffer> {
    return this.#call('compareSet', [key], bytes(value), bytes(expected)) as Promise<Buffer>; // as: the addon's answer
  }
  /** Waits until all keys are there. `timeoutMs` in milliseconds. */
  async wait(keys: readonly string[], options: { timeoutMs?: number } = {}): Promise<void> {
    if (keys.length > 0) await this.#call('wait', keys, undefined, undefined, options.timeoutMs);
  }
  /** Whether all keys are there now. */
  async check(keys: readonly string[]): Promise<boolean> {
    return keys.length === 0 || ((await this.#call('check', keys)) as boolean); // as: the addon's answer
  }
  /** Whether the key was there. */
  deleteKey(key: string): Promise<boolean> {
    return this.#call('deleteKey', [key]) as Promise<boolean>; // as: the addon's answer
  }
  numKeys(): Promise<number> {
    return this.#call('numKeys', []) as Promise<number>; // as: the addon's answer
  }
  close(): Promise<void> {
    return native.storeClose(this._id);
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** How a rank reaches the store: one of them serves it. */
export interface TCPStoreOptions {
  /** Whether this process serves the store. */
  isServer?: boolean;
  /** Milliseconds that connecting, `get` and `wait` may take. */
  timeoutMs?: number;
}

/**
 * c10d's store over TCP, the one that Python's ranks use.
 *
 * @example
 * await using store = await torch.distributed.TCPStore.connect('127.0.0.1', 0, { isServer: true });
 * await store.set('greeting', 'hello');
 * console.log(store.port, (await store.get('greeting')).toString());
 */
export class TCPStore extends Store {
  readonly host: string;
  /** The port in use, also where 0 was asked for. */
  readonly port: number;

  private constructor(id: number, host: string) {
    super(id);
    this.host = host;
    this.port = native.storePort(id);
  }

  /** @throws {TorchError} distributed — where the server cannot be reached within `timeoutMs` (300,000 ms by default) */
  static async connect(host: string, port: number, options: TCPStoreOptions = {}): Promise<TCPStore> {
    try {
      const id = await native.storeOpen(host, port, options.isServer ?? false, 0, options.timeoutMs ?? 300_000);
      return new TCPStore(id, host);
    } catch (error) {
      throw explained('TCPStore.connect', error, options.isServer ? await portHint(port) : noServer);
    }
  }
}

/**
 * A store whose keys begin with a prefix in another, so that groups do not meet.
 *
 * @example
 * const mine = new torch.distributed.PrefixStore('search', store);
 */
export class PrefixStore extends Store {
  constructor(prefix: string, store: Store) {
    super(native.storePrefix(prefix, store._id));
  }
}
