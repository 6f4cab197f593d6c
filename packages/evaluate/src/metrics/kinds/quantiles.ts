import { EvaluateError } from '../../errors.ts';
import { DEFAULT_LEVELS, type QuantileBatch } from '../batches.ts';
import { checkFinite } from '../check.ts';
import { checkRows, checkWeights, empty, type Kind } from './kind.ts';

/** Predicted quantiles at the levels of the meter. */
export const quantilesKind: Kind<QuantileBatch> = {
  check({ quantiles = [], targets = [], weights }, { levels = DEFAULT_LEVELS }) {
    checkLevels(levels);
    if (targets.length === 0) throw empty();
    checkFinite(targets, 'targets');
    if (quantiles.length !== targets.length * levels.length)
      throw new EvaluateError(
        'lengths-differ',
        `Expected ${targets.length} × ${levels.length} quantiles (targets × levels), received ${quantiles.length}.`,
        { fields: { lengths: [quantiles.length, targets.length] } },
      );
    checkRows(quantiles, targets.length, 'quantiles');
    for (let i = 0; i < quantiles.length; i++) {
      if (i % levels.length === 0 || quantiles[i]! >= quantiles[i - 1]!) continue;
      throw new EvaluateError(
        'quantiles-cross',
        `Example ${Math.floor(i / levels.length)} has ${quantiles[i - 1]} before ${quantiles[i]}: expected quantiles that ascend with their levels. Sort each row, and say so.`,
        { fields: { index: Math.floor(i / levels.length) } },
      );
    }
    checkWeights(weights, targets.length);
  },
  count: ({ targets }) => targets.length,
};

function checkLevels(levels: readonly number[]): void {
  const rising = levels.every((level, i) => level > 0 && level < 1 && (i === 0 || level > levels[i - 1]!));
  if (levels.length > 0 && rising) return;
  throw new EvaluateError(
    'option-invalid',
    `levels: expected numbers between 0 and 1 that ascend, received ${levels.join(', ') || 'none'}.`,
    { fields: { levels } },
  );
}
