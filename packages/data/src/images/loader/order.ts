import { purpose, type Random } from '@capstan/base';
import type { Balance } from '../source/image-folder.ts';

/** What an epoch is made of: positions in the set, and the how-manieth time each comes in this epoch. */
export type Order = { index: Int32Array; draw: Int32Array };

/** How many samples an epoch has. */
export function epochLength(labels: Int32Array, balance: Balance): number {
  const counts = countsOf(labels);
  if (balance === 'oversample') return counts.length * Math.max(...counts);
  if (balance === 'undersample') return counts.length * Math.min(...counts);
  return labels.length;
}

/**
 * The order of one epoch. It depends on seed and epoch alone. `oversample` takes every class as often as the largest,
 * each picture equally often but for one; `undersample` takes as many of each class as the smallest has, others each
 * epoch.
 */
export function epochOrder(
  labels: Int32Array,
  options: { random: Random; epoch: number; shuffle: boolean; balance: Balance },
): Order {
  const { random, epoch, shuffle, balance } = options;
  let index = Int32Array.from({ length: labels.length }, (_, i) => i);
  if (balance === 'oversample' || balance === 'undersample') {
    const groups = Map.groupBy(index, (i) => labels[i]!);
    const each = epochLength(labels, balance) / groups.size;
    random.at(purpose.balance, epoch, 0);
    const chosen = [...groups.entries()]
      .sort(([a], [b]) => a - b)
      .flatMap(([, members]) => {
        const order = random.shuffle(Int32Array.from(members));
        return Array.from({ length: each }, (_, i) => order[i % order.length]!);
      });
    index = Int32Array.from(chosen);
  }
  if (shuffle) random.at(purpose.shuffle, epoch, 0).shuffle(index);
  const seen = new Int32Array(labels.length);
  const draw = index.map((i) => seen[i]!++);
  return { index, draw };
}

/** Every `world`-th sample from `rank` on; the first come again where the last round is not full. */
export function shareOf({ index, draw }: Order, rank: number, world: number): Order {
  const places = Int32Array.from(
    { length: Math.ceil(index.length / world) },
    (_, i) => (rank + i * world) % index.length,
  );
  return { index: places.map((at) => index[at]!), draw: places.map((at) => draw[at]!) };
}

function countsOf(labels: Int32Array): number[] {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts.values()];
}
