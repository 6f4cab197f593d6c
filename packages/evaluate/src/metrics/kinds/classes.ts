import type { ClassBatch } from '../batches.ts';
import { checkProbabilities } from '../check.ts';
import { checkWeights, type Kind } from './kind.ts';

/** Probabilities of classes. */
export const classesKind: Kind<ClassBatch> = {
  check({ probabilities = [], targets = [], weights }, options) {
    checkProbabilities(probabilities, targets, options.classes);
    checkWeights(weights, targets.length);
  },
  count: ({ targets }) => targets.length,
};
