import { drawsFor } from '@capstan/base';
import type { Fold } from '../split/fold.ts';
import { neighboursOf } from './neighbours.ts';
import { between, type DrawsOfClass, drawPairs, type SmoteOptions, withPoints } from './smote.ts';
import { additions, featuresOf, membersOf, points, trainingRows } from './training-rows.ts';

export type BorderlineSmoteOptions = SmoteOptions & {
  /** How many neighbours of any class decide whether a row is in danger (10). */
  dangerNeighbours?: number;
  /** 1 goes towards neighbours of the same class, 2 also up to half-way towards others. */
  kind?: 1 | 2;
};

/**
 * SMOTE from those rows alone at least half of whose neighbours, but not all, are of other classes, as
 * imbalanced-learn's `BorderlineSMOTE` does. Han, Wang and Mao, ICIC 2005.
 *
 * @throws {DataError} what `smote` throws
 * @example const balanced = borderlineSmote(train, { target: 'diagnosis', kind: 1 });
 */
export function borderlineSmote(train: Fold<'train'>, options: BorderlineSmoteOptions): Fold<'train'> {
  return borderlineSmoteWith(
    train,
    options,
    (code) => drawsFor('resample', options.seed ?? 0, code),
    drawsFor('resample', options.seed ?? 0, 1 << 20),
  );
}

/** The same with draws that are given; `halves` shortens the ways of kind 2 towards other classes. */
export function borderlineSmoteWith(
  train: Fold<'train'>,
  options: BorderlineSmoteOptions,
  drawsOf: DrawsOfClass,
  halves: { uniform(): number },
): Fold<'train'> {
  const { target, amounts = 'equal', neighbours = 5, dangerNeighbours = 10, kind = 1 } = options;
  const rows = trainingRows(train, target, 'borderlineSmote');
  const names = featuresOf(train.columns, target);
  const all = points(train.columns, names, 'borderlineSmote');
  const everyone = Int32Array.from({ length: train.length }, (_, i) => i);
  let out = train;
  for (const [code, count] of additions(rows, amounts, 'borderlineSmote').entries()) {
    if (count === 0) continue;
    const what = `borderlineSmote of "${rows.classes[code]}"`;
    const members = membersOf(rows.codes, code);
    const around = neighboursOf(all, members, everyone, dangerNeighbours, what);
    const inDanger = members.filter((_, i) => {
      const others = around
        .subarray(i * dangerNeighbours, (i + 1) * dangerNeighbours)
        .reduce((sum, row) => sum + (rows.codes[row] === code ? 0 : 1), 0);
      return others >= dangerNeighbours / 2 && others < dangerNeighbours;
    });
    if (inDanger.length === 0) continue;
    const among = kind === 1 ? members : everyone;
    const near = neighboursOf(all, inDanger, among, neighbours, what);
    const pairs = drawPairs(inDanger, among, near, neighbours, count, drawsOf(code));
    for (const pair of pairs) if (rows.codes[pair.to] !== code) pair.step *= 0.5 * halves.uniform();
    out = withPoints(out, target, rows.classes[code]!, names, between(all, pairs));
  }
  return out;
}
