import { type Draws, drawsFor } from '@capstan/base';
import { DataError } from '../errors.ts';

import type { Fold } from '../split/fold.ts';
import { neighboursOf } from './neighbours.ts';
import { between, type Pair, type SmoteOptions, withPoints } from './smote.ts';
import { additions, featuresOf, membersOf, points, trainingRows } from './training-rows.ts';

/**
 * Makes most rows up around those with the most neighbours of other classes, as imbalanced-learn's `ADASYN` does. The
 * classes come out nearly as large as was asked. He and others, IJCNN 2008.
 *
 * @throws {DataError} what `smote` throws
 * @throws {DataError} target-invalid — where no row has a neighbour of another class
 * @example const balanced = adasyn(train, { target: 'diagnosis' });
 */
export function adasyn(train: Fold<'train'>, options: SmoteOptions): Fold<'train'> {
  return adasynWith(train, options, drawsFor('resample', options.seed ?? 0));
}

/** The same with draws that are given. */
export function adasynWith(train: Fold<'train'>, options: SmoteOptions, draws: Draws): Fold<'train'> {
  const { target, amounts = 'equal', neighbours = 5 } = options;
  const rows = trainingRows(train, target, 'adasyn');
  const names = featuresOf(train.columns, target);
  const all = points(train.columns, names, 'adasyn');
  const everyone = Int32Array.from({ length: train.length }, (_, i) => i);
  let out = train;
  for (const [code, wanted] of additions(rows, amounts, 'adasyn').entries()) {
    if (wanted === 0) continue;
    const what = `adasyn of "${rows.classes[code]}"`;
    const members = membersOf(rows.codes, code);
    const around = neighboursOf(all, members, everyone, neighbours, what);
    const others = Float64Array.from(members, (_, i) => {
      const near = around.subarray(i * neighbours, (i + 1) * neighbours);
      return near.reduce((sum, row) => sum + (rows.codes[row] === code ? 0 : 1), 0) / neighbours;
    });
    const sum = others.reduce((total, share) => total + share, 0);
    if (sum === 0) {
      throw new DataError('target-invalid', `no row of "${rows.classes[code]}" has a neighbour of another class`, {
        hint: 'adasyn has nowhere to begin: use smote',
      });
    }
    const each = others.map((share) => roundHalfEven((share / sum) * wanted));
    const from = members
      .keys()
      .flatMap((i) => new Array<number>(each[i]!).fill(i))
      .toArray();
    const near = neighboursOf(all, members, members, neighbours, what);
    const columns = from.map(() => draws.below(neighbours));
    const pairs: Pair[] = from.map((i, at) => ({
      from: members[i]!,
      to: members[near[i * neighbours + columns[at]!]!]!,
      step: draws.uniform(),
    }));
    out = withPoints(out, target, rows.classes[code]!, names, between(all, pairs));
  }
  return out;
}

/** As NumPy's `rint`. */
function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
