import type { ClassBatch } from '../batches.ts';
import type { Numbers } from '../check.ts';
import type { Tally } from '../contract.ts';
import { plain } from './plain.ts';

/** A sum over examples, each times its weight, and the sum of those. */
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
      state.count += batch.weights === undefined ? batch.targets.length : total(batch.weights);
    },
    merge(state, other) {
      state.sum += other.sum;
      state.count += other.count;
    },
    ...plain(),
  };
}

/** The sum of weights. */
function total(weights: Numbers): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]!;
  return sum;
}

/** The mean of what was summed. */
export const meanFrom = ({ sum, count }: Sum): number => sum / count;
