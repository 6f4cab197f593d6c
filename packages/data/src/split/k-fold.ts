import { drawsFor } from '@capstan/base';
import { DataError } from '../errors.ts';

import { rowCount } from '../table/memory/columns.ts';
import { type Fold, type FreeColumns, foldOf } from './fold.ts';
import { groupFolds, plainFolds, stratifiedFolds, stratifiedGroupFolds, timeFolds } from './fold-numbers.ts';
import { classesOf, timesOf } from './labels.ts';
import { sourceOf, stratifiable } from './split.ts';

export type KFoldOptions = {
  /** How many (5). */
  folds?: number;
  /** A column of classes: every fold gets its share of each. */
  stratify?: string;
  /** A column of groups: a group is validated in one fold only. Goes with `stratify`. */
  group?: string;
  /** A column of times: each fold is validated on what came after its training rows. */
  time?: string;
  /** With `time`: how many rows between training and validation are left out. */
  gap?: number;
  /** Shuffles first; without it rows are dealt in the order in which they come. */
  seed?: number;
};

/** One round of a cross-validation. */
export type Round = { train: Fold<'train'>; validation: Fold<'validation'> };

/**
 * The rounds of a cross-validation, equal to scikit-learn's `KFold`, `StratifiedKFold`, `GroupKFold`,
 * `StratifiedGroupKFold` and `TimeSeriesSplit`.
 *
 * @param data a table, or the training fold of a split
 * @throws {DataError} too-few-rows, option-invalid, column-unknown, value-invalid, target-invalid — where there are fewer rows than are asked for, an option makes no sense, there is no such column, a value is missing or impossible, or the target is of the wrong kind, or has one class
 * @example
 * for (const { train, validation } of kFold(columns, { folds: 5, stratify: 'risk', seed: 7 })) {
 *   const fitted = pipeline([standardScaler('number')], { target: 'risk' }).fit(train);
 * }
 */
export function kFold(data: FreeColumns | Fold<'train'>, options: KFoldOptions = {}): Round[] {
  const source = sourceOf(data);
  const { columns } = source;
  const { folds = 5, stratify, group, time, gap = 0, seed } = options;
  const count = rowCount(columns);
  if (!Number.isInteger(folds) || folds < 2) {
    throw new DataError('option-invalid', `folds is ${folds}`, { hint: 'Two is the least' });
  }
  if (folds > count) {
    throw new DataError('too-few-rows', `${folds} folds were asked for, and there are ${count} rows`, {
      hint: 'Ask for fewer folds',
    });
  }
  if (time !== undefined) {
    if ((stratify ?? group) !== undefined) {
      throw new DataError('option-invalid', 'folds by time take neither stratify nor group', {
        hint: 'Leave them out',
      });
    }
    const times = timesOf(columns, time);
    const order = [...times.keys()].sort((a, b) => times[a]! - times[b]! || a - b);
    return timeFolds(count, folds, gap).map(({ train, validation }) => ({
      train: foldOf('train', source, order.slice(0, train)),
      validation: foldOf('validation', source, order.slice(...validation)),
    }));
  }
  const draws = seed === undefined ? undefined : drawsFor('split', seed);
  const labels = stratify === undefined ? undefined : stratifiable(columns, stratify).codes;
  const groups = group === undefined ? undefined : classesOf(columns, group, 'the group').codes;
  const numbers =
    groups && labels
      ? stratifiedGroupFolds(labels, groups, folds, draws)
      : groups
        ? groupFolds(groups, folds, draws)
        : labels
          ? stratifiedFolds(labels, folds, draws)
          : plainFolds(count, folds, draws);
  return Array.from({ length: folds }, (_, fold) => ({
    train: foldOf(
      'train',
      source,
      where(numbers, (number) => number !== fold),
    ),
    validation: foldOf(
      'validation',
      source,
      where(numbers, (number) => number === fold),
    ),
  }));
}

function where(numbers: Int32Array, is: (number: number) => boolean): number[] {
  return Array.from(numbers.keys()).filter((i) => is(numbers[i]!));
}
