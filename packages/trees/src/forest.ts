import type { Params } from './params/params.ts';

/**
 * Parameters of a random forest: deep trees, each grown on rows drawn by chance and on a share of the columns at each split,
 * whose answers are averaged.
 *
 * @param columns of the table: √columns are looked at for a split where classes are told apart, a third for numbers
 * @example await train({ data, label, params: { ...forest(20), objective: 'binary' } });
 */
export function forest(columns: number, { isClasses = true, trees = 500 } = {}): Omit<Params, 'objective'> {
  const looked = isClasses ? Math.sqrt(columns) : columns / 3;
  return {
    boosting: 'rf',
    rounds: trees,
    baggingFraction: 0.632, // the share of different rows in a bootstrap sample
    baggingFreq: 1,
    featureFractionByNode: Math.min(1, Math.max(1, Math.round(looked)) / columns),
    numLeaves: 1024,
    minDataInLeaf: 3,
    minSumHessianInLeaf: 0,
  };
}
