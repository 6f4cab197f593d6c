import { type Draws, drawsFor, permutation } from '@capstan/base';
import { type Fold, foldOf } from '../split/fold.ts';
import { takeRows } from '../table/memory/columns.ts';
import { type Amounts, additions, appended, membersOf, remainders, trainingRows } from './training-rows.ts';

export type SamplingOptions = { target: string; amounts?: Amounts; seed?: number };

/**
 * Repeats random rows of the smaller classes, as imbalanced-learn's `RandomOverSampler` does.
 *
 * @throws {DataError} fold-invalid, target-invalid, option-invalid — where it is no training fold, the target is of the wrong kind, or has one class, or an option makes no sense
 * @example const balanced = randomOversample(train, { target: 'fraud', amounts: 0.5, seed: 7 });
 */
export function randomOversample(train: Fold<'train'>, options: SamplingOptions): Fold<'train'> {
  return oversampleWith(train, options, drawsFor('resample', options.seed ?? 0));
}

/** The same with draws that are given. */
export function oversampleWith(
  train: Fold<'train'>,
  { target, amounts = 'equal' }: SamplingOptions,
  draws: Draws,
): Fold<'train'> {
  const rows = trainingRows(train, target, 'randomOversample');
  const chosen = additions(rows, amounts, 'randomOversample').flatMap((count, code) => {
    const members = membersOf(rows.codes, code);
    return Array.from({ length: count }, () => members[draws.below(members.length)]!);
  });
  const more = takeRows(train.columns, chosen);
  return appended(
    train,
    more,
    Int32Array.from(chosen, (row) => train.rows[row]!),
  );
}

/**
 * Keeps random rows of the larger classes, as imbalanced-learn's `RandomUnderSampler` does. Rows come class by class.
 *
 * @throws {DataError} fold-invalid, target-invalid, option-invalid — where it is no training fold, the target is of the wrong kind, or has one class, or an option makes no sense
 * @example const balanced = randomUndersample(train, { target: 'fraud', seed: 7 });
 */
export function randomUndersample(train: Fold<'train'>, options: SamplingOptions): Fold<'train'> {
  return undersampleWith(train, options, drawsFor('resample', options.seed ?? 0));
}

/** The same with draws that are given. */
export function undersampleWith(
  train: Fold<'train'>,
  { target, amounts = 'equal' }: SamplingOptions,
  draws: Draws,
): Fold<'train'> {
  const rows = trainingRows(train, target, 'randomUndersample');
  const kept = remainders(rows, amounts, 'randomUndersample').flatMap((count, code) => {
    const members = membersOf(rows.codes, code);
    if (count === members.length) return [...members];
    return Array.from(permutation(members.length, draws).subarray(0, count), (i) => members[i]!);
  });
  return foldOf('train', train, kept);
}
