import { availableParallelism } from 'node:os';
import { LIMITS } from '@capstan/base';
import type { Tensor } from '@capstan/torch';
import { loadEngine, toInput } from '../batch.ts';
import { DataError } from '../errors.ts';
import { checkSizes } from '../images/augment/compile.ts';
import { invalid } from '../images/augment/contract.ts';
import { parseTransform, type Transform } from '../images/augment/index.ts';
import type { Preprocessing } from '../images/preprocessing.ts';
import { type FillTask, sampleFiller } from './fill-samples.ts';
import { ShardPool } from './shard-pool.ts';
import { type ShardOptions, type ShardSample, type ShardState, ShardStream } from './shard-stream.ts';

export type ShardLoaderOptions = ShardOptions & {
  batchSize: number;
  augment?: readonly Transform[];
  /** Names of the classes, where `.cls` holds a name; without them it holds a number. */
  classes?: readonly string[];
  /** Leave out a last batch that is not full; default false. */
  dropLast?: boolean;
  /** Threads; default one per core, at most 8. 0: work on the calling thread. */
  workers?: number;
  maxPixels?: number;
};

/** A batch, valid until the next one is asked for: its tensors are then freed. */
export type ShardBatch = {
  /** (batch, channels, height, width), float32, normalised; in pinned memory where there is a GPU. */
  input: Tensor;
  /** (batch), int64: class numbers. */
  target: Tensor;
  keys: string[];
  size: number;
};

type Made = { samples: ShardSample[]; labels: BigInt64Array; state: ShardState; slot: SharedArrayBuffer };

const endings = ['jpg', 'jpeg', 'png', 'webp', 'gif', 'bmp', 'tif', 'tiff', 'avif'];

/**
 * Makes batches of pictures in tar shards, files or far away, some ahead of their use, on threads: each sample has a
 * picture (`.jpg`, `.png`, `.webp` …) and a `.cls`.
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example
 * await using batches = shardLoader(paths, card.preprocessing, { batchSize: 64, buffer: 5000 });
 * for await (const { input, target } of batches) { … }
 */
export function shardLoader(
  paths: readonly string[],
  preprocessing: Preprocessing,
  options: ShardLoaderOptions,
): ShardLoader {
  return new ShardLoader(paths, preprocessing, options);
}

/** Batches out of shards; each `for await` is one epoch. Owns threads and memory: `await using`. */
export class ShardLoader implements AsyncIterable<ShardBatch>, AsyncDisposable {
  readonly #stream: ShardStream;
  readonly #options: ShardLoaderOptions;
  readonly #task: FillTask;
  readonly #workers: number;
  #state: ShardState;
  #pool: ShardPool | undefined;
  #slots: SharedArrayBuffer[] = [];
  #busy = false;

  constructor(paths: readonly string[], preprocessing: Preprocessing, options: ShardLoaderOptions) {
    const { batchSize, seed = 0, maxPixels = LIMITS.pixels } = options;
    const { workers = Math.min(8, availableParallelism()) } = options;
    if (!Number.isInteger(batchSize) || batchSize < 1) throw invalid('batchSize', 'a whole number from 1', batchSize);
    if (!Number.isInteger(workers) || workers < 0 || workers > 64)
      throw invalid('workers', 'a whole number from 0 to 64', workers);
    const augment = (options.augment ?? []).map(parseTransform);
    checkSizes(augment, preprocessing.size);
    this.#stream = new ShardStream(paths, options);
    this.#state = this.#stream.state();
    this.#options = options;
    this.#workers = workers;
    this.#task = { preprocessing, augment, seed, maxPixels };
  }

  /** The next loop is epoch `epoch`, from its first batch. */
  setEpoch(epoch: number): void {
    this.#stream.setEpoch(epoch);
    this.#state = this.#stream.state();
  }

  /** How far it has come: a batch counts as soon as it has been handed out. */
  state(): ShardState {
    return this.#state;
  }

  /**
   * The next loop goes on after a state's last batch, exactly as it would have.
   *
   * @throws {DataError} state-mismatch — where the state is of something else
   */
  resume(state: ShardState): void {
    this.#stream.resume(state);
    this.#state = this.#stream.state();
  }

  /**
   * What is left of the epoch. When it throws, `state()` is that of the last batch: make it whole, and loop again.
   *
   * @throws {DataError} what `readTar` throws, and `decode`, with shard and sample
   * @throws {DataError} annotation-invalid — for a sample without a picture or a class
   * @throws {DataError} loader-busy — while another loop runs
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<ShardBatch, void, undefined> {
    const engine = await loadEngine();
    if (this.#busy) throw new DataError('loader-busy', 'two loops over one loader', { hint: 'Make a loader for each' });
    this.#busy = true;
    const { channels, size } = this.#task.preprocessing;
    const fill = this.#filler();
    this.#stream.resume(this.#state);
    const samples = this.#stream[Symbol.asyncIterator]();
    const free = this.#memory(channels * size[0] * size[1]);
    const pending: Promise<Made | undefined>[] = [];
    let reading: Promise<unknown> = Promise.resolve();
    const begin = () => {
      const slot = free.pop()!;
      const read = reading.then(() => this.#read(samples, slot));
      reading = read.catch(() => undefined);
      const made = read.then(async (batch) => {
        if (batch) await fill(batch);
        return batch;
      });
      made.catch(() => {}); // it is awaited in its turn
      pending.push(made);
    };
    try {
      for (;;) {
        while (free.length > 0) begin();
        const batch = await pending.shift()!;
        if (!batch) break;
        const shape = [batch.samples.length, channels, ...size];
        const numbers = new Float32Array(
          batch.slot,
          0,
          shape.reduce((product, n) => product * n, 1),
        );
        const input = toInput(engine, numbers, shape);
        const target = engine.fromTypedArray(batch.labels, [batch.labels.length]);
        this.#state = batch.state;
        try {
          yield { input, target, keys: batch.samples.map(({ key }) => key), size: batch.samples.length };
        } finally {
          input.dispose();
          target.dispose();
        }
        free.push(batch.slot);
      }
      this.#state = this.#stream.state(); // the next epoch
    } finally {
      await Promise.allSettled(pending); // nobody writes into memory that is used again
      await samples.return(undefined);
      this.#busy = false;
    }
  }

  /** Ends the threads and lets the memory go. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool?.[Symbol.asyncDispose]();
    this.#pool = undefined;
    this.#slots = [];
  }

  async #read(samples: AsyncGenerator<ShardSample>, slot: SharedArrayBuffer): Promise<Made | undefined> {
    const { batchSize, dropLast = false } = this.#options;
    const some: ShardSample[] = [];
    let state = this.#stream.state();
    while (some.length < batchSize) {
      const next = await samples.next();
      if (next.done) break;
      some.push(next.value);
      state = this.#stream.state();
    }
    if (some.length === 0 || (dropLast && some.length < batchSize)) return undefined;
    return { samples: some, labels: BigInt64Array.from(some, (sample) => this.#labelOf(sample)), state, slot };
  }

  #filler(): (made: Made) => Promise<void> {
    const { rank = 0, world = 1 } = this.#options;
    const jobOf = ({ samples, state }: Made) => ({
      epoch: state.epoch,
      places: Float64Array.from(samples, (_, i) => rank + world * (state.given - samples.length + i)),
      pictures: samples.map((sample) => ({ name: `${sample.shard}: ${sample.key}`, bytes: pictureOf(sample) })),
    });
    if (this.#workers === 0) {
      const fill = sampleFiller(this.#task);
      return (made) => fill(jobOf(made), new Float32Array(made.slot));
    }
    this.#pool ??= new ShardPool(this.#workers, this.#task);
    const pool = this.#pool;
    return (made) => pool.run({ ...jobOf(made), memory: made.slot });
  }

  /** Batch memory: two for each thread, one for the batch in use. */
  #memory(each: number): SharedArrayBuffer[] {
    const wanted = this.#workers === 0 ? 1 : 2 * this.#workers + 1;
    const bytes = 4 * each * this.#options.batchSize;
    while (this.#slots.length < wanted) this.#slots.push(new SharedArrayBuffer(bytes));
    return [...this.#slots];
  }

  #labelOf({ fields, shard, key }: ShardSample): bigint {
    const { classes } = this.#options;
    const text = fields.cls?.toString('utf8').trim();
    const label = text === undefined || text === '' ? -1 : classes ? classes.indexOf(text) : Number(text);
    if (Number.isSafeInteger(label) && label >= 0) return BigInt(label);
    const what = text === undefined ? 'has no .cls' : `has the class ${JSON.stringify(text.slice(0, 40))}`;
    throw new DataError('annotation-invalid', `the sample ${key} ${what}`, {
      file: shard,
      hint: classes
        ? `Classes are ${classes.slice(0, 8).join(', ')}`
        : 'Write the class as a number from 0, or give classes',
    });
  }
}

function pictureOf({ fields, shard, key }: ShardSample): Uint8Array {
  const ending = endings.find((one) => Object.hasOwn(fields, one));
  if (ending !== undefined) return fields[ending]!;
  const found = Object.keys(fields).map((one) => `.${one}`);
  throw new DataError('annotation-invalid', `the sample ${key} has no picture, only ${found.join(', ')}`, {
    file: shard,
    hint: `Pictures end in ${endings.map((one) => `.${one}`).join(', ')}`,
  });
}
