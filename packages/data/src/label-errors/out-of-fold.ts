import { drawsFor } from '@capstan/base';
import { DataError } from '../errors.ts';

import { stratifiedFolds } from '../split/fold-numbers.ts';
import type { Probabilities } from './label-errors.ts';

/** Trains on some rows and tells the probabilities (rows of `held`, classes) of others. */
export type Predict = (train: Int32Array, held: Int32Array) => ArrayLike<number> | Promise<ArrayLike<number>>;

/**
 * Probabilities of every row by a model that was trained without it: stratified folds, one training each.
 *
 * @throws {DataError} too-few-rows — where there are fewer rows than are asked for
 * @throws {DataError} value-invalid — where `predict` gives another number of probabilities
 * @example
 * const probabilities = await outOfFold(labels, 10, async (train, held) => {
 *   const model = await fit(train);
 *   return model.probabilities(held);
 * });
 */
export async function outOfFold(
  labels: Int32Array,
  classes: number,
  predict: Predict,
  options: { folds?: number; seed?: number } = {},
): Promise<Probabilities> {
  const { folds = 5, seed = 0 } = options;
  const numbers = stratifiedFolds(labels, folds, drawsFor('split', seed));
  const values = new Float64Array(labels.length * classes);
  for (let fold = 0; fold < folds; fold++) {
    const held = Int32Array.from(numbers.keys().filter((row) => numbers[row] === fold));
    const train = Int32Array.from(numbers.keys().filter((row) => numbers[row] !== fold));
    const predicted = await predict(train, held);
    if (predicted.length !== held.length * classes) {
      throw new DataError(
        'value-invalid',
        `${predicted.length} probabilities came for ${held.length} rows of ${classes} classes`,
        {
          hint: `Give ${held.length * classes}, row by row`,
        },
      );
    }
    for (const [i, row] of held.entries()) {
      for (let k = 0; k < classes; k++) values[row * classes + k] = predicted[i * classes + k]!;
    }
  }
  return { values, classes };
}
