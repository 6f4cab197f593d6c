import { permutation, purpose, Random } from '@capstan/base';
import type { Batches, BatchOptions, FeedBatch } from './contract.ts';

/**
 * Batches of examples that are told by their places, in an order that depends on seed and pass alone; each is freed when the next
 * is asked for.
 *
 * @param count examples
 * @param make a batch of the examples at some places, for a pass
 */
export function orderedBatches(
  count: number,
  { batchSize, seed, shuffle, dropLast = false }: BatchOptions,
  make: (places: Int32Array, epoch: number) => FeedBatch | Promise<FeedBatch>,
): Batches {
  const length = dropLast ? Math.floor(count / batchSize) : Math.ceil(count / batchSize);
  return {
    length,
    async *pass(epoch, from = 0) {
      const order = shuffle
        ? permutation(count, new Random(seed).at(purpose.shuffle, epoch, 0))
        : Int32Array.from({ length: count }, (_, i) => i);
      for (let batch = from; batch < length; batch++) {
        const made = await make(order.subarray(batch * batchSize, (batch + 1) * batchSize), epoch);
        try {
          yield made;
        } finally {
          made.input.dispose();
          made.target.dispose();
        }
      }
    },
    async [Symbol.asyncDispose]() {},
  };
}
