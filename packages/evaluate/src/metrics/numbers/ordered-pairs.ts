import type { Tally } from '../contract.ts';
import { plain } from '../tallies/plain.ts';

/** Every prediction with its truth, as long as there are not too many: an order can't be told from sums. */
export interface Kept {
  limit: number;
  predictions: number[];
  targets: number[];
  /** There were more: nothing is kept any more. */
  full: boolean;
}

/** What metrics of order are made of. */
export const orderedPairs: Tally<'numbers', Kept> = {
  of: 'numbers',
  unweighted: true,
  begin: ({ exactUpTo = 4_000_000 }) => ({ limit: exactUpTo, predictions: [], targets: [], full: false }),
  add: (kept, { predictions, targets }) => keep(kept, predictions, targets),
  merge(kept, other) {
    if (other.full) drop(kept);
    else keep(kept, other.predictions, other.targets);
  },
  ...plain(),
};

function keep(kept: Kept, predictions: ArrayLike<number>, targets: ArrayLike<number>): void {
  if (kept.full || kept.targets.length + targets.length > kept.limit) {
    drop(kept);
    return;
  }
  for (let i = 0; i < targets.length; i++) {
    kept.predictions.push(predictions[i]!);
    kept.targets.push(targets[i]!);
  }
}

function drop(kept: Kept): void {
  Object.assign(kept, { full: true, predictions: [], targets: [] });
}
