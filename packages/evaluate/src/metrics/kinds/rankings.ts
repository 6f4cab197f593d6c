import { EvaluateError } from '../../errors.ts';
import type { RankingBatch } from '../batches.ts';
import { checkFinite, checkSameLength } from '../check.ts';
import { empty, type Kind } from './kind.ts';

/** Lists that were ordered for someone. */
export const rankingsKind: Kind<RankingBatch> = {
  check({ scores = [], relevance = [], sizes = [] }) {
    if (sizes.length === 0) throw empty();
    checkSameLength(scores, relevance, ['scores', 'relevance']);
    checkFinite(scores, 'scores');
    checkFinite(relevance, 'relevance');
    for (let i = 0; i < relevance.length; i++) {
      if (relevance[i]! < 0)
        throw new EvaluateError(
          'target-out-of-range',
          `relevance[${i}] is ${relevance[i]}: expected a number from 0.`,
          {
            fields: { index: i },
          },
        );
    }
    let sum = 0;
    for (let i = 0; i < sizes.length; i++) {
      const size = sizes[i]!;
      if (!(Number.isSafeInteger(size) && size > 0))
        throw new EvaluateError('option-invalid', `sizes[${i}] is ${size}: expected a whole number from 1.`, {
          fields: { index: i },
        });
      sum += size;
    }
    if (sum !== scores.length)
      throw new EvaluateError(
        'lengths-differ',
        `The ${sizes.length} lists have ${sum} items by their sizes; received ${scores.length} scores.`,
        { fields: { lengths: [scores.length, sum] } },
      );
  },
  count: ({ sizes }) => sizes.length,
};
