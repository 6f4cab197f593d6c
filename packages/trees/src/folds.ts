import { Random, shown } from '@capstan/base';
import { TreesError } from './errors.ts';
import type { Ready } from './table/labelled.ts';

/** The fold of each row, and how many there are. */
type Dealt = { readonly of: Int32Array; readonly count: number };

/**
 * Deals rows into folds: of classes each fold gets its share, groups of a ranking stay whole.
 *
 * @throws {TreesError} params-invalid — where a parameter makes no sense
 */
export function dealFolds(folds: number | ArrayLike<number>, ready: Ready, isClasses: boolean, seed: number): Dealt {
  const { rows } = ready.table;
  if (typeof folds !== 'number') return given(folds, rows);
  const units = ready.group?.length ?? rows;
  if (!Number.isInteger(folds) || folds < 2 || folds > units) {
    const what = `expected a whole number from 2 to ${units}, as many as there are ${ready.group ? 'groups' : 'rows'}`;
    throw new TreesError('params-invalid', `train: valid: folds: ${what}, received ${shown(folds)}`);
  }
  const order = new Random(seed).shuffle(Int32Array.from({ length: units }, (_, i) => i));
  const of = new Int32Array(units);
  // Each class goes on being dealt where the one before it ended, so that folds are of one size too.
  const places = isClasses ? firstPlaces(ready.label) : new Map([[0, 0]]);
  for (const unit of order) {
    const kind = isClasses ? ready.label[unit]! : 0;
    const place = places.get(kind)!;
    of[unit] = place % folds;
    places.set(kind, place + 1);
  }
  return { of: ready.group ? spread(of, ready.group, rows) : of, count: folds };
}

/** Where each class would begin, were the rows in their order. */
function firstPlaces(label: Float32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const each of label) counts.set(each, (counts.get(each) ?? 0) + 1);
  let place = 0;
  return new Map(
    [...counts].map(([each, count]) => {
      place += count;
      return [each, place - count];
    }),
  );
}

/** From groups to their rows. */
function spread(of: Int32Array, group: Int32Array, rows: number): Int32Array {
  const spread = new Int32Array(rows);
  let first = 0;
  group.forEach((size, i) => {
    spread.fill(of[i]!, first, first + size);
    first += size;
  });
  return spread;
}

function given(folds: ArrayLike<number>, rows: number): Dealt {
  const of = Int32Array.from(folds);
  let count = 0;
  for (const fold of of) count = Math.max(count, fold + 1);
  const sizes = new Int32Array(Math.max(0, Math.min(count, rows)));
  of.forEach((fold, row) => {
    if (fold === folds[row] && fold >= 0 && fold < sizes.length) sizes[fold] = sizes[fold]! + 1;
    else throw new TreesError('params-invalid', `train: valid: folds: the fold of row ${row} is ${shown(folds[row])}`);
  });
  if (of.length === rows && count >= 2 && !sizes.includes(0)) return { of, count };
  const what = `expected the fold of each of ${rows} rows, 0, 1, 2 …, none of them empty; received ${of.length} of ${count} folds`;
  throw new TreesError('params-invalid', `train: valid: ${what}`);
}
