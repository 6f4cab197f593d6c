import { type ShardOptions, type ShardSample, ShardStream } from './shard-stream.ts';

/**
 * Streams tar shards in the WebDataset layout: files, `https://` and `s3://` addresses. With a buffer, the shards come in
 * random order and samples are drawn from the buffer; the order depends on seed and epoch alone.
 *
 * @throws {DataError} what `readTar` throws
 * @throws {DataError} option-invalid — when there are fewer shards than processes
 * @example for await (const { key, fields } of readShards(paths, { buffer: 1000, epoch: 3 })) decode(fields.jpg);
 */
export async function* readShards(paths: readonly string[], options: ShardOptions = {}): AsyncGenerator<ShardSample> {
  yield* new ShardStream(paths, options);
}
