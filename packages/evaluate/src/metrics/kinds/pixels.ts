import { EvaluateError } from '../../errors.ts';
import type { PixelBatch } from '../batches.ts';
import { checkSameLength, checkTargets } from '../check.ts';
import { checkWeights, type Kind } from './kind.ts';

/** Classes of pixels. */
export const pixelsKind: Kind<PixelBatch> = {
  check({ predictions = [], targets = [], weights }, { classes, ignore = 255 }) {
    checkSameLength(predictions, targets, ['predictions', 'targets']);
    checkTargets(predictions, classes, 'predictions');
    for (let i = 0; i < targets.length; i++) {
      const target = targets[i]!;
      if (target === ignore || (Number.isInteger(target) && target >= 0 && target < classes)) continue;
      throw new EvaluateError(
        'target-out-of-range',
        `targets[${i}] is ${target}: expected a class index from 0 to ${classes - 1}, or ${ignore} for a pixel that does not count.`,
        { fields: { index: i, target, classes } },
      );
    }
    checkWeights(weights, targets.length);
  },
  count: ({ targets }) => targets.length,
};
