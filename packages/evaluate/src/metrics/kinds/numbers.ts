import type { NumberBatch } from '../batches.ts';
import { checkNumbers } from '../check.ts';
import { checkWeights, type Kind } from './kind.ts';

/** Predicted numbers. */
export const numbersKind: Kind<NumberBatch> = {
  check({ predictions = [], targets = [], weights }) {
    checkNumbers(predictions, targets);
    checkWeights(weights, targets.length);
  },
  count: ({ targets }) => targets.length,
};
