import type { ClassBatch, Tally } from '../contract.ts';
import { plain } from './plain.ts';

/** A sum over examples, and how many there were. */
export interface Sum {
  sum: number;
  count: number;
}

/** The sum of something over the examples; a metric of it is its mean. @example meanOf(({ probabilities, targets, classes }) => logLossSum(probabilities, targets, classes)) */
export function meanOf(sumOver: (batch: ClassBatch) => number): Tally<'classes', Sum> {
  return {
    of: 'classes',
    begin: () => ({ sum: 0, count: 0 }),
    add(state, batch) {
      state.sum += sumOver(batch);
      state.count += batch.targets.length;
    },
    merge(state, other) {
      state.sum += other.sum;
      state.count += other.count;
    },
    ...plain(),
  };
}

/** The mean of what was summed. */
export const meanFrom = ({ sum, count }: Sum): number => sum / count;
