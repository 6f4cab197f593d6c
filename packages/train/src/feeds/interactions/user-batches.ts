import { fromTypedArray } from '@capstan/torch';
import type { Batches, BatchOptions } from '../contract.ts';
import { orderedBatches } from '../ordered-batches.ts';

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
  options: BatchOptions,
): Batches {
  return orderedBatches(users.length, options, (places) => {
    const target = new Float32Array(places.length * width).fill(Number.NaN);
    for (const [row, at] of places.entries())
      for (const [i, item] of items[at]!.entries()) target[row * width + item] = values[at]![i]!;
    // A training is judged by what was trained on, which is not offered otherwise.
    const input = Float32Array.from(places, (at) => (isTrained ? -2 - users[at]! : users[at]!));
    return {
      input: fromTypedArray(input, [places.length, 1]),
      target: fromTypedArray(target, [places.length, width]),
      size: places.length,
    };
  });
}
