import { availableParallelism } from 'node:os';
import { Random } from '@capstan/base';
import { type Batch, freeBatch, loadEngine, toBatch } from '../../batch.ts';
import { DataError } from '../../errors.ts';

import { checkSizes } from '../augment/compile.ts';
import { invalid } from '../augment/contract.ts';
import { parseTransform, type Transform } from '../augment/index.ts';
import { baseFor, bytesEach } from '../cache/cached-base.ts';
import { createStore, type SampleStore } from '../cache/store.ts';
import type { ImageSet } from '../image-set.ts';
import type { Preprocessing } from '../preprocessing.ts';
import type { Balance } from '../source/image-folder.ts';
import { type BatchSource, type BatchTimes, batchFiller } from './fill-batch.ts';
import { epochLength, epochOrder, type Order, shareOf } from './order.ts';
import { Pool } from './pool.ts';

export type LoaderOptions = {
  batchSize: number;
  /** Default false. */
  shuffle?: boolean;
  /** Default 0. Everything random follows from it. */
  seed?: number;
  augment?: readonly Transform[];
  balance?: Balance;
  /** Threads; default one when all is decoded already, else one per core (at most 8). 0: work on the calling thread. */
  workers?: number;
  /** Leave out a last batch that is not full; default false. */
  dropLast?: boolean;
  /** This process, of how many: each sees every `world`-th sample of one common order; default 0 of 1. */
  rank?: number;
  world?: number;
  /** Go on with the next epoch without end; default false. */
  repeat?: boolean;
};

/** Where a loader stands, as JSON for a checkpoint. */
export type LoaderState = {
  version: 1;
  epoch: number;
  batch: number;
  seed: number;
  batchSize: number;
  set: string /** Processes, where there are several. */;
  world?: number;
};

/** Since the loader was made, in milliseconds. */
export type LoaderStats = {
  batches: number;
  /** That the consumer waited for batches. */
  waitMs: number;
  /** That the consumer took between batches. */
  engineMs: number;
  /** Summed over threads. */
  readMs: number;
  decodeMs: number;
  augmentMs: number;
  /** What a faster run would need more of. */
  limit: 'decode' | 'engine' | 'disk';
};

type Slot = { memory: SharedArrayBuffer };
type Pending = { slot: Slot; epoch: number; batch: number; index: Int32Array; done: Promise<BatchTimes> };

/**
 * Makes batches of a set, in order, some ahead of their use, on threads.
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example
 * await using batches = loader(data.train, data.preprocessing, { batchSize: 64, shuffle: true, augment: data.augment });
 * for await (const { input, target } of batches) { … }
 */
export function loader(set: ImageSet, preprocessing: Preprocessing, options: LoaderOptions): Loader {
  return new Loader(set, preprocessing, options);
}

/** Batches of one set; each `for await` is one epoch. Owns threads and memory: `await using`. */
export class Loader implements AsyncIterable<Batch>, AsyncDisposable {
  /** Batches in an epoch. */
  readonly length: number;
  readonly batchSize: number;
  readonly #set: ImageSet;
  readonly #options: Required<LoaderOptions>;
  readonly #source: BatchSource;
  readonly #store: SampleStore;
  readonly #random: Random;
  readonly #shape: [channels: number, height: number, width: number];
  readonly #times: BatchTimes = { read: 0, decode: 0, augment: 0 };
  #slots: Slot[] = [];
  #pool: Pool | undefined;
  #fill: ReturnType<typeof batchFiller> | undefined;
  #order: { epoch: number; order: Order } | undefined;
  /** Where the next loop starts, and how far the present one has come. */
  #start = { epoch: 0, batch: 0 };
  #now = { epoch: 0, batch: 0 };
  #batches = 0;
  #waited = 0;
  #engine = 0;
  #busy = false;
  #closed = false;

  constructor(set: ImageSet, preprocessing: Preprocessing, options: LoaderOptions) {
    const { batchSize, shuffle = false, seed = 0, balance = 'none', dropLast = false, repeat = false } = options;
    const { rank = 0, world = 1 } = options;
    if (!Number.isInteger(world) || world < 1) throw invalid('world', 'a whole number from 1', world);
    if (!Number.isInteger(rank) || rank < 0 || rank >= world) throw invalid('rank', 'a process below world', rank);
    const augment = (options.augment ?? []).map(parseTransform);
    if (!Number.isInteger(batchSize) || batchSize < 1) throw invalid('batchSize', 'a whole number from 1', batchSize);
    if (!Number.isSafeInteger(seed) || seed < 0) throw invalid('seed', 'a whole number from 0', seed);
    checkSizes(augment, preprocessing.size);
    const { cached } = set;
    const base = baseFor(preprocessing, augment, cached.base);
    const samples = base === cached.base ? cached.samples : Int32Array.from({ length: set.length }, (_, i) => i);
    this.#store = base === cached.base ? cached.store : createStore(set.length, bytesEach(base), base.channels);
    const cores = this.#store.count(samples) === set.length ? 1 : Math.min(8, availableParallelism());
    const { workers = cores } = options;
    if (!Number.isInteger(workers) || workers < 0 || workers > 64)
      throw invalid('workers', 'a whole number from 0 to 64', workers);
    // As torch's DistributedSampler: the order is filled up from its start, so that all have as many batches.
    const count = set.length === 0 ? 0 : Math.ceil(epochLength(set.labels, balance) / world);
    this.length = dropLast ? Math.floor(count / batchSize) : Math.ceil(count / batchSize);
    this.batchSize = batchSize;
    this.#set = set;
    this.#options = { batchSize, shuffle, seed, augment, balance, workers, dropLast, repeat, rank, world };
    this.#shape = [preprocessing.channels, ...preprocessing.size];
    this.#random = new Random(seed);
    const { root, files, maxPixels, cacheFolder } = set;
    const disk = cacheFolder === undefined ? {} : { cacheFolder };
    this.#source = { root, files, samples, base, preprocessing, augment, seed, maxPixels, ...disk };
  }

  /** The next loop is epoch `epoch`, from its first batch. */
  setEpoch(epoch: number): void {
    this.#start = { epoch, batch: 0 };
    if (!this.#busy) this.#now = this.#start;
  }

  /** How far it has come: a batch counts as soon as it has been handed out. */
  state(): LoaderState {
    const { seed, batchSize, world } = this.#options;
    const several = world === 1 ? {} : { world };
    return { version: 1, ...this.#now, seed, batchSize, set: this.#set.hash, ...several };
  }

  /**
   * The next loop goes on after a state's last batch, exactly as it would have.
   *
   * @throws {DataError} state-mismatch — when seed, batch size or data are not those of the state
   */
  resume(state: LoaderState): void {
    const now = this.state();
    for (const field of ['version', 'seed', 'batchSize', 'set', 'world'] as const) {
      if (state[field] === now[field]) continue;
      const what =
        field === 'set'
          ? 'the data has changed since'
          : `${field} was ${state[field] ?? 1} and is ${now[field] ?? 1} now`;
      const hint = 'Resume with the same data and settings, or start a new run';
      throw new DataError('state-mismatch', `the loader cannot go on from this state: ${what}`, { hint });
    }
    this.#start = { epoch: state.epoch, batch: state.batch };
    this.#now = this.#start;
  }

  /** What it has spent its time on, and what limits it. */
  stats(): LoaderStats {
    const { read, decode, augment } = this.#times;
    const starved = this.#waited > 0.05 * (this.#waited + this.#engine);
    const limit = starved ? (read > decode + augment ? 'disk' : 'decode') : 'engine';
    return {
      batches: this.#batches,
      waitMs: this.#waited,
      engineMs: this.#engine,
      readMs: read,
      decodeMs: decode,
      augmentMs: augment,
      limit,
    };
  }

  /**
   * One epoch (or all that follow, with `repeat`). Leaving a loop early and looping again starts the epoch anew.
   *
   * @throws {DataError} what `decode` throws, with the file's name
   * @throws {DataError} loader-busy — while another loop runs
   * @throws {DataError} loader-closed — where it was closed
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Batch, void, undefined> {
    const engine = await loadEngine();
    if (this.#closed) throw closed();
    if (this.#busy) throw new DataError('loader-busy', 'two loops over one loader', { hint: 'Make a loader for each' });
    this.#busy = true;
    const pending: Pending[] = [];
    const free = [...this.#slotsReady()];
    const next = { ...this.#start };
    const last = this.#options.repeat ? Number.POSITIVE_INFINITY : next.epoch;
    try {
      for (;;) {
        while (free.length > 0 && this.length > 0 && next.epoch <= last) {
          if (next.batch < this.length) pending.push(this.#dispatch(free.pop()!, next.epoch, next.batch++));
          if (next.batch >= this.length) {
            next.epoch += 1;
            next.batch = 0;
          }
        }
        const head = pending.shift();
        if (!head) break;
        const asked = performance.now();
        const times = await head.done;
        if (this.#closed) throw closed();
        for (const part of ['read', 'decode', 'augment'] as const) this.#times[part] += times[part];
        const batch = this.#batch(engine, head);
        const given = performance.now();
        this.#waited += given - asked;
        this.#batches += 1;
        const isLast = head.batch + 1 >= this.length;
        this.#now = isLast ? { epoch: head.epoch + 1, batch: 0 } : { epoch: head.epoch, batch: head.batch + 1 };
        this.#start = isLast ? this.#now : { epoch: head.epoch, batch: 0 };
        try {
          yield batch;
        } finally {
          this.#engine += performance.now() - given;
          freeBatch(batch);
        }
        free.push(head.slot);
      }
    } finally {
      await Promise.allSettled(pending.map((job) => job.done)); // nobody writes into memory that is used again
      this.#busy = false;
    }
  }

  /** Ends the threads and lets the memory go. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#pool?.[Symbol.asyncDispose]();
    this.#pool = undefined;
    this.#slots = [];
  }

  /** Batch memory: two for each thread, one for the batch in use. */
  #slotsReady(): Slot[] {
    const { batchSize, workers } = this.#options;
    const [channels, height, width] = this.#shape;
    const bytes = batchSize * channels * height * width * 4;
    const wanted = Math.min(this.length, workers === 0 ? 1 : 2 * workers + 1);
    while (this.#slots.length < wanted) this.#slots.push({ memory: new SharedArrayBuffer(bytes) });
    if (workers === 0) this.#fill ??= batchFiller(this.#source, this.#store);
    else this.#pool ??= new Pool(workers, { kind: 'batch', source: this.#source, store: this.#store.memory });
    return this.#slots;
  }

  #dispatch(slot: Slot, epoch: number, batch: number): Pending {
    const { index, draw } = this.#orderOf(epoch);
    const start = batch * this.batchSize;
    const job = {
      epoch,
      index: index.slice(start, start + this.batchSize),
      draw: draw.slice(start, start + this.batchSize),
    };
    const done = this.#run(slot, job);
    done.catch(() => {}); // it is awaited in its turn
    return { slot, epoch, batch, index: job.index, done };
  }

  async #run(slot: Slot, job: { epoch: number; index: Int32Array; draw: Int32Array }): Promise<BatchTimes> {
    if (this.#fill) return this.#fill(job, new Float32Array(slot.memory));
    if (!this.#pool) throw closed();
    const reply = await this.#pool.run({ kind: 'batch', memory: slot.memory, ...job });
    if (reply.kind !== 'batch') throw new DataError('worker-failed', `a data thread answered ${reply.kind} to batch`);
    return reply.times;
  }

  #orderOf(epoch: number): Order {
    if (this.#order?.epoch !== epoch) {
      const { shuffle, balance, rank, world } = this.#options;
      const order = epochOrder(this.#set.labels, { random: this.#random, epoch, shuffle, balance });
      this.#order = { epoch, order: world === 1 ? order : shareOf(order, rank, world) };
    }
    return this.#order.order;
  }

  #batch(engine: Awaited<ReturnType<typeof loadEngine>>, { slot, index }: Pending): Batch {
    const [channels, height, width] = this.#shape;
    const numbers = new Float32Array(slot.memory, 0, index.length * channels * height * width);
    return toBatch(engine, numbers, [index.length, channels, height, width], this.#set.labels, index);
  }
}

function closed(): DataError {
  return new DataError('loader-closed', 'the loader has been closed', { hint: 'Make a new one' });
}
