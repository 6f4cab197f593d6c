import { type Draws, drawsFor } from '@capstan/base';
import type { Fold } from '../split/fold.ts';
import type { Columns } from '../table/memory/columns.ts';
import { neighboursOf, type Points } from './neighbours.ts';
import {
  type Amounts,
  additions,
  appended,
  featuresOf,
  membersOf,
  points,
  repeatClass,
  trainingRows,
} from './training-rows.ts';

export type SmoteOptions = { target: string; amounts?: Amounts; neighbours?: number; seed?: number };

/** A stream of draws for one class. */
export type DrawsOfClass = (code: number) => Draws;

/**
 * Makes rows up between a row of a smaller class and one of its nearest neighbours of that class, as
 * imbalanced-learn's `SMOTE` does. Scale the columns first. Chawla and others, JAIR 16 (2002).
 *
 * @param options.neighbours 5
 * @throws {DataError} fold-invalid, target-invalid, value-invalid — where it is no training fold, the target is of the wrong kind, or has one class, or a value is missing or impossible
 * @throws {DataError} column-type — for text
 * @throws {DataError} too-few-rows — for a class without so many neighbours
 * @example const balanced = smote(train, { target: 'diagnosis', seed: 7 });
 */
export function smote(train: Fold<'train'>, options: SmoteOptions): Fold<'train'> {
  return smoteWith(train, options, (code) => drawsFor('resample', options.seed ?? 0, code));
}

/** The same with draws that are given. */
export function smoteWith(train: Fold<'train'>, options: SmoteOptions, drawsOf: DrawsOfClass): Fold<'train'> {
  const { target, amounts = 'equal', neighbours = 5 } = options;
  const rows = trainingRows(train, target, 'smote');
  const names = featuresOf(train.columns, target);
  const all = points(train.columns, names, 'smote');
  let out = train;
  for (const [code, count] of additions(rows, amounts, 'smote').entries()) {
    if (count === 0) continue;
    const members = membersOf(rows.codes, code);
    const near = neighboursOf(all, members, members, neighbours, `smote of "${rows.classes[code]}"`);
    const pairs = drawPairs(members, members, near, neighbours, count, drawsOf(code));
    out = withPoints(out, target, rows.classes[code]!, names, between(all, pairs));
  }
  return out;
}

/** Two rows and how far from the first to the second a new one lies. */
export type Pair = { from: number; to: number; step: number };

/** Random rows each with one of its neighbours, drawn in imbalanced-learn's order. */
export function drawPairs(
  rows: Int32Array,
  among: Int32Array,
  near: Int32Array,
  neighbours: number,
  count: number,
  draws: Draws,
): Pair[] {
  const chosen = Int32Array.from({ length: count }, () => draws.below(rows.length * neighbours));
  return Array.from(chosen, (at) => {
    const from = rows[Math.floor(at / neighbours)]!;
    return { from, to: among[near[at]!]!, step: draws.uniform() };
  });
}

/** Points on the way from one row to another. */
export function between({ values, width }: Points, pairs: readonly Pair[]): Points {
  const out = new Float64Array(pairs.length * width);
  for (const [i, { from, to, step }] of pairs.entries()) {
    for (let c = 0; c < width; c++) {
      const start = values[from * width + c]!;
      out[i * width + c] = start + step * (values[to * width + c]! - start);
    }
  }
  return { values: out, width };
}

/** The fold with made-up points of one class at its end. */
export function withPoints(
  fold: Fold<'train'>,
  target: string,
  label: string,
  names: readonly string[],
  made: Points,
): Fold<'train'> {
  const count = made.width === 0 ? 0 : made.values.length / made.width;
  const columns: Columns = Object.fromEntries([
    ...names.map(
      (name, c) => [name, Float64Array.from({ length: count }, (_, i) => made.values[i * made.width + c]!)] as const,
    ),
    [target, repeatClass(fold.columns[target]!, label, count)] as const,
  ]);
  return appended(fold, columns, new Int32Array(count).fill(-1));
}
