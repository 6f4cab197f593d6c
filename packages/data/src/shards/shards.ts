import { basename } from 'node:path';
import { DataError } from '../errors.ts';
import { purpose, Random } from '../philox.ts';
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

/**
 * Streams tar shards in the WebDataset layout. With a buffer, the shards come in random order and samples are drawn
 * from the buffer; the order depends on seed and epoch alone.
 *
 * @throws DataError as `readTar`; `option-invalid` when there are fewer shards than processes
 * @example for await (const { key, fields } of readShards(paths, { buffer: 1000, epoch: 3 })) decode(fields.jpg);
 */
export async function* readShards(paths: readonly string[], options: ShardOptions = {}): AsyncGenerator<ShardSample> {
  const { buffer = 0, seed = 0, epoch = 0, rank = 0, world = 1 } = options;
  if (world > paths.length || !(rank >= 0 && rank < world)) {
    const reason = `${paths.length} shards for process ${rank} of ${world}`;
    throw new DataError('option-invalid', reason, { fix: 'Write at least one shard for each process' });
  }
  const order = Int32Array.from(paths, (_, i) => i);
  const random = new Random(seed);
  if (buffer > 0) random.at(purpose.shuffle, epoch, 0).shuffle(order);
  random.at(purpose.shuffle, epoch, 1 + rank);
  const held: ShardSample[] = [];
  for (const at of order.filter((_, i) => i % world === rank)) {
    for await (const sample of samplesOf(paths[at]!, options)) {
      if (held.length < buffer) {
        held.push(sample);
        continue;
      }
      if (buffer === 0) yield sample;
      else {
        const drawn = random.below(buffer);
        yield held[drawn]!;
        held[drawn] = sample;
      }
    }
  }
  for (const drawn of random.shuffle(Int32Array.from(held, (_, i) => i))) yield held[drawn]!;
}

async function* samplesOf(path: string, options: TarOptions): AsyncGenerator<ShardSample> {
  let now: ShardSample | undefined;
  for await (const { name, bytes } of readTar(path, options)) {
    const file = basename(name);
    const dot = file.indexOf('.');
    if (dot <= 0) continue; // a hidden file, or one without an ending, is no field
    const key = name.slice(0, name.length - file.length + dot);
    if (now && now.key !== key) {
      yield now;
      now = undefined;
    }
    now ??= { key, shard: path, fields: Object.create(null) as ShardSample['fields'] }; // as: keys come from outside
    now.fields[file.slice(dot + 1)] = Buffer.from(bytes);
  }
  if (now) yield now;
}
