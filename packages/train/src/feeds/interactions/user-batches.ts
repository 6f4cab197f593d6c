import { permutation, purpose, Random } from '@capstan/base';
import { fromTypedArray } from '@capstan/torch';
import type { Batches, BatchOptions, FeedBatch } from '../contract.ts';

/** Of one split: users, and what each item is to them. */
export interface Held {
  /** Places among the known users, −1 for someone unknown. */
  users: Int32Array;
  names: string[];
  /** Of each user items and what they are. */
  items: Int32Array[];
  values: number[][];
}

/**
 * Batches of users with what each item is to them, NaN where it isn't known.
 *
 * @param width items
 * @param isTrained whether it is what was trained on, which is not offered otherwise
 */
export function userBatches(
  { users, items, values }: Held,
  width: number,
  isTrained: boolean,
  { batchSize, seed, shuffle, dropLast = false }: BatchOptions,
): Batches {
  const length = dropLast ? Math.floor(users.length / batchSize) : Math.ceil(users.length / batchSize);
  return {
    length,
    async *pass(epoch, from = 0) {
      const order = shuffle
        ? permutation(users.length, new Random(seed).at(purpose.shuffle, epoch, 0))
        : Int32Array.from({ length: users.length }, (_, i) => i);
      for (let batch = from; batch < length; batch++) {
        const chosen = order.slice(batch * batchSize, (batch + 1) * batchSize);
        const target = new Float32Array(chosen.length * width).fill(Number.NaN);
        for (const [row, at] of chosen.entries())
          for (const [i, item] of items[at]!.entries()) target[row * width + item] = values[at]![i]!;
        // A training is judged by what was trained on, which is not offered otherwise.
        const input = Float32Array.from(chosen, (at) => (isTrained ? -2 - users[at]! : users[at]!));
        const made: FeedBatch = {
          input: fromTypedArray(input, [chosen.length, 1]),
          target: fromTypedArray(target, [chosen.length, width]),
          size: chosen.length,
        };
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
