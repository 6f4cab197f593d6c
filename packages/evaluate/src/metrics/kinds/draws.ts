import type { DrawBatch } from '../batches.ts';
import { checkFinite } from '../check.ts';
import { checkRows, checkWeights, type Kind } from './kind.ts';

/** Draws from predicted distributions. */
export const drawsKind: Kind<DrawBatch> = {
  check({ draws = [], targets = [], weights }) {
    checkRows(draws, targets.length, 'draws');
    checkFinite(targets, 'targets');
    checkWeights(weights, targets.length);
  },
  count: ({ targets }) => targets.length,
};
