import { purpose, Random } from './philox.ts';

/** Where random choices come from; the tests put another generator's stream here. */
export type Draws = {
  /** An integer in [0, count). */
  below(count: number): number;
  /** A number in [0, 1). */
  uniform(): number;
  /** Puts an array in random order, in place. */
  shuffle(array: Int32Array): Int32Array;
};

/** A stream for one use, `index` telling several of the same use apart. */
export function drawsFor(use: keyof typeof purpose, seed: number, index = 0): Draws {
  const random = new Random(seed).at(purpose[use], 0, index);
  return {
    below: (count) => random.below(count),
    uniform: () => random.uniform(),
    shuffle: (array) => random.shuffle(array),
  };
}

/** A random order of 0 … count − 1. */
export function permutation(count: number, draws: Draws): Int32Array {
  return draws.shuffle(Int32Array.from({ length: count }, (_, i) => i));
}
