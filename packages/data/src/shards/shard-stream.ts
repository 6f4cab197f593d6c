import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { purpose, Random } from '@capstan/base';
import { DataError } from '../errors.ts';

import { readTar, type TarOptions } from './tar.ts';

/** One sample of a shard: the files that share a name up to the first dot, by what follows it. */
export type ShardSample = { key: string; shard: string; fields: Record<string, Buffer> };

export type ShardOptions = TarOptions & {
  /** Samples held to draw from, for shuffling more than memory holds; default 0: in order. */
  buffer?: number;
  seed?: number;
  epoch?: number;
  /** This process, of how many: shards go round; default 0 of 1. */
  rank?: number;
  world?: number;
};

/** Where a stream of shards stands, as JSON for a checkpoint. */
export type ShardState = {
  version: 1;
  /** Of the shards' names and of what decides their order. */
  set: string;
  epoch: number;
  /** Samples given so far. */
  given: number;
  /** The next to be read: a shard in this process's order, a sample in it. */
  next: [shard: number, sample: number];
  /** The samples in the buffer, by shard and number. */
  held: [shard: number, sample: number][];
};

type Held = { sample: ShardSample; from: [shard: number, sample: number] };

/**
 * Samples of tar shards in the WebDataset layout, in an order that depends on seed and epoch alone, with an exact
 * position. Each `for await` is one epoch, or what is left of it.
 *
 * @example
 * const samples = new ShardStream(paths, { buffer: 1000, epoch: 3 });
 * for await (const { key, fields } of samples) await save(samples.state());
 */
export class ShardStream implements AsyncIterable<ShardSample> {
  readonly #paths: readonly string[];
  readonly #options: ShardOptions;
  readonly #set: string;
  #state: ShardState;

  /** @throws {DataError} option-invalid — when there are fewer shards than processes */
  constructor(paths: readonly string[], options: ShardOptions = {}) {
    const { buffer = 0, seed = 0, epoch = 0, rank = 0, world = 1 } = options;
    if (!(Number.isInteger(buffer) && buffer >= 0)) {
      throw new DataError('option-invalid', `buffer should be a whole number from 0, received ${buffer}`);
    }
    if (world > paths.length || !(rank >= 0 && rank < world)) {
      const reason = `${paths.length} shards for process ${rank} of ${world}`;
      throw new DataError('option-invalid', reason, { hint: 'Write at least one shard for each process' });
    }
    this.#paths = paths;
    this.#options = options;
    const names = paths.map((path) => basename(path.split('?')[0]!)); // they may lie elsewhere when they are resumed
    this.#set = createHash('sha256')
      .update(JSON.stringify([names, buffer, seed, rank, world]))
      .digest('hex');
    this.#state = this.#begin(epoch);
  }

  /** The next loop is epoch `epoch`, from its first sample. */
  setEpoch(epoch: number): void {
    this.#state = this.#begin(epoch);
  }

  /** How far it has come: a sample counts as soon as it has been given. */
  state(): ShardState {
    return { ...this.#state, held: [...this.#state.held] };
  }

  /**
   * The next loop goes on after a state's last sample, exactly as it would have. What was in the buffer is read again.
   *
   * @throws {DataError} state-mismatch — when shards, seed, buffer or processes are others
   */
  resume(state: ShardState): void {
    if (state.version !== 1 || state.set !== this.#set) {
      throw new DataError('state-mismatch', 'the shards cannot go on from this state: it is of others', {
        hint: 'Resume with the same shards, buffer, seed, rank and world',
      });
    }
    this.#state = { ...state, held: [...state.held] };
  }

  /** @throws {DataError} what `readTar` throws; the state is then that of the last sample given */
  async *[Symbol.asyncIterator](): AsyncGenerator<ShardSample, void, undefined> {
    const { buffer = 0, seed = 0, rank = 0, world = 1 } = this.#options;
    const { epoch } = this.#state;
    const random = new Random(seed);
    const order = Int32Array.from(this.#paths, (_, i) => i);
    if (buffer > 0) random.at(purpose.shuffle, epoch, 0).shuffle(order);
    const shards = [...order.filter((_, i) => i % world === rank)];
    random.at(purpose.shuffle, epoch, 1 + rank);

    const held = await this.#heldAgain(shards);
    let { given } = this.#state;
    const isTail = this.#state.next[0] >= shards.length;
    for (let i = 0; i < given && buffer > 0 && !isTail; i++) random.below(buffer); // one was drawn for each given

    const standing = (next: [number, number], of: readonly Held[]) => {
      this.#state = { ...this.#state, given, next, held: of.map(({ from }) => from) };
    };
    for (let s = this.#state.next[0]; s < shards.length; s++) {
      const path = this.#paths[shards[s]!]!;
      const skip = s === this.#state.next[0] ? this.#state.next[1] : 0;
      let number = skip;
      for await (const sample of samplesOf(path, this.#options, skip)) {
        const from: [number, number] = [s, number++];
        if (held.length < buffer) {
          held.push({ sample, from });
          continue;
        }
        let out = sample;
        if (buffer > 0) {
          const drawn = random.below(buffer);
          out = held[drawn]!.sample;
          held[drawn] = { sample, from };
        }
        given++;
        standing([s, number], held);
        yield out;
      }
    }
    // What is left in the buffer, in random order; a state from within it has that order already.
    const tail = isTail ? held : [...random.shuffle(Int32Array.from(held, (_, i) => i))].map((i) => held[i]!);
    for (const [i, { sample }] of tail.entries()) {
      given++;
      standing([shards.length, 0], tail.slice(i + 1));
      yield sample;
    }
    this.#state = this.#begin(epoch + 1);
  }

  #begin(epoch: number): ShardState {
    return { version: 1, set: this.#set, epoch, given: 0, next: [0, 0], held: [] };
  }

  /** Reads the buffer's samples again, each shard that has some once. */
  async #heldAgain(shards: readonly number[]): Promise<Held[]> {
    const { held } = this.#state;
    const out = new Array<Held | undefined>(held.length);
    for (const [s, places] of Map.groupBy(held.entries(), ([, [shard]]) => shard)) {
      const wanted = new Map(places.map(([place, [, sample]]) => [sample, place]));
      const path = this.#paths[shards[s]!]!;
      let number = 0;
      for await (const sample of samplesOf(path, this.#options, 0)) {
        const place = wanted.get(number);
        if (place !== undefined) out[place] = { sample, from: [s, number] };
        wanted.delete(number++);
        if (wanted.size === 0) break;
      }
      if (wanted.size > 0) {
        throw new DataError('source-changed', `sample ${[...wanted.keys()][0]} is not there any more`, { file: path });
      }
    }
    return out as Held[]; // every place was wanted, and found
  }
}

async function* samplesOf(path: string, options: TarOptions, skip: number): AsyncGenerator<ShardSample> {
  let now: ShardSample | undefined;
  let number = 0;
  for await (const { name, bytes } of readTar(path, options)) {
    const file = basename(name);
    const dot = file.indexOf('.');
    if (dot <= 0) continue; // a hidden file, or one without an ending, is no field
    const key = name.slice(0, name.length - file.length + dot);
    if (now && now.key !== key) {
      if (number++ >= skip) yield now;
      now = undefined;
    }
    now ??= { key, shard: path, fields: Object.create(null) as ShardSample['fields'] }; // as: keys come from outside
    now.fields[file.slice(dot + 1)] = Buffer.from(bytes);
  }
  if (now && number >= skip) yield now;
}
