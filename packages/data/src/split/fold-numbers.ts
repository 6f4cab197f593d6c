// Which fold validates each row, as in scikit-learn 1.9.1 (sklearn/model_selection/_split.py).

import { type Draws, permutation } from '@capstan/base';
import { DataError } from '../errors.ts';

import { codeCount, countsOf } from './labels.ts';

/** Consecutive blocks, of the rows in order or shuffled (`KFold`). */
export function plainFolds(count: number, folds: number, draws?: Draws): Int32Array {
  const order = draws ? permutation(count, draws) : Int32Array.from({ length: count }, (_, i) => i);
  const out = new Int32Array(count);
  for (const [at, row] of order.entries()) out[row] = blockOf(at, count, folds);
  return out;
}

/**
 * Every fold its share of each class (`StratifiedKFold`).
 *
 * @throws {DataError} too-few-rows — where there are fewer rows than are asked for
 */
export function stratifiedFolds(labels: Int32Array, folds: number, draws?: Draws): Int32Array {
  // Classes are numbered as they first come.
  const first = new Map<number, number>();
  for (const label of labels) if (!first.has(label)) first.set(label, first.size);
  const codes = labels.map((label) => first.get(label)!);
  const counts = countsOf(codes, first.size);
  requireMembers(counts, folds);
  const sorted = codes.toSorted();
  const allocation = Array.from({ length: folds }, () => new Int32Array(first.size));
  for (const [i, code] of sorted.entries()) allocation[i % folds]![code]! += 1;
  const out = new Int32Array(labels.length);
  for (let code = 0; code < first.size; code++) {
    const dealt = Int32Array.from(allocation.flatMap((row, fold) => new Array<number>(row[code]!).fill(fold)));
    draws?.shuffle(dealt);
    let at = 0;
    for (const [i, one] of codes.entries()) if (one === code) out[i] = dealt[at++]!;
  }
  return out;
}

/**
 * Whole groups, the largest to the lightest fold (`GroupKFold`).
 *
 * @throws {DataError} too-few-rows — where there are fewer rows than are asked for
 */
export function groupFolds(groups: Int32Array, folds: number, draws?: Draws): Int32Array {
  const sizes = countsOf(groups, codeCount(groups));
  requireGroups(sizes.length, folds);
  const foldOfGroup = new Int32Array(sizes.length);
  if (draws) {
    for (const [at, group] of permutation(sizes.length, draws).entries()) {
      foldOfGroup[group] = blockOf(at, sizes.length, folds);
    }
  } else {
    // Of equal sizes the last comes first, as in a stable ascending order read backwards.
    const order = [...sizes.keys()].sort((a, b) => sizes[b]! - sizes[a]! || b - a);
    const load = new Float64Array(folds);
    for (const group of order) {
      const lightest = load.indexOf(Math.min(...load));
      load[lightest]! += sizes[group]!;
      foldOfGroup[group] = lightest;
    }
  }
  return groups.map((group) => foldOfGroup[group]!);
}

/**
 * Whole groups, the classes' shares kept as even as they allow (`StratifiedGroupKFold`).
 *
 * @throws {DataError} too-few-rows — where there are fewer rows than are asked for
 */
export function stratifiedGroupFolds(labels: Int32Array, groups: Int32Array, folds: number, draws?: Draws): Int32Array {
  const classCount = codeCount(labels);
  const groupCount = codeCount(groups);
  requireGroups(groupCount, folds);
  const totals = countsOf(labels, classCount);
  requireMembers(totals, folds);
  const order = draws ? permutation(groupCount, draws) : Int32Array.from({ length: groupCount }, (_, i) => i);
  const ofGroup = Array.from({ length: groupCount }, () => new Float64Array(classCount));
  for (const [i, group] of groups.entries()) ofGroup[group]![labels[i]!]! += 1;
  const spread = ofGroup.map(deviation);
  const places = [...order.keys()].sort((a, b) => spread[order[b]!]! - spread[order[a]!]! || a - b);
  const ofFold = Array.from({ length: folds }, () => new Float64Array(classCount));
  const foldOfGroup = new Int32Array(groupCount);
  for (const place of places) {
    const group = order[place]!;
    const best = bestFold(ofFold, ofGroup[group]!, totals);
    for (const [k, count] of ofGroup[group]!.entries()) ofFold[best]![k]! += count;
    foldOfGroup[group] = best;
  }
  return groups.map((group) => foldOfGroup[group]!);
}

/** Rows in order of time: how many are trained on, and the range validated on (`TimeSeriesSplit`). */
export function timeFolds(
  count: number,
  folds: number,
  gap: number,
): { train: number; validation: [number, number] }[] {
  const size = Math.floor(count / (folds + 1));
  if (!Number.isInteger(gap) || gap < 0)
    throw new DataError('option-invalid', `gap is ${gap}`, { hint: 'Give a count of rows' });
  if (size === 0 || count - gap - size * folds <= 0) {
    throw new DataError('too-few-rows', `${count} rows are too few for ${folds} folds by time with a gap of ${gap}`, {
      hint: 'Ask for fewer folds or a smaller gap',
    });
  }
  return Array.from({ length: folds }, (_, fold) => {
    const start = count - (folds - fold) * size;
    return { train: start - gap, validation: [start, start + size] };
  });
}

/** The fold after which the classes' shares differ least over the folds; of near-equal ones that with fewest rows. */
function bestFold(ofFold: Float64Array[], added: Float64Array, totals: Int32Array): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  let leastRows = Number.POSITIVE_INFINITY;
  for (let fold = 0; fold < ofFold.length; fold++) {
    let sum = 0;
    for (let k = 0; k < totals.length; k++) {
      sum += deviation(ofFold.map((counts, i) => (counts[k]! + (i === fold ? added[k]! : 0)) / totals[k]!));
    }
    const mean = sum / totals.length;
    const rows = ofFold[fold]!.reduce((all, count) => all + count, 0);
    const isNear = Math.abs(mean - least) <= 1e-8 + 1e-5 * Math.abs(least);
    if (mean < least || (isNear && rows < leastRows)) {
      least = mean;
      leastRows = rows;
      best = fold;
    }
  }
  return best;
}

/** In the order of NumPy's additions, since near-equal folds are told apart by it. */
function deviation(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let square = 0;
  for (let i = 0; i < values.length; i++) square += (values[i]! - mean) ** 2;
  return Math.sqrt(square / values.length);
}

/** Which of `folds` blocks holds a place; the first ones are longer by one where it does not come out even. */
function blockOf(place: number, count: number, folds: number): number {
  const size = Math.floor(count / folds);
  const longer = count % folds;
  const start = longer * (size + 1);
  return place < start ? Math.floor(place / (size + 1)) : longer + Math.floor((place - start) / size);
}

function requireMembers(counts: Int32Array, folds: number): void {
  const most = Math.max(...counts);
  if (most >= folds) return;
  throw new DataError('too-few-rows', `${folds} folds were asked for, and the largest class has ${most} rows`, {
    hint: 'Ask for fewer folds, or join small classes',
  });
}

function requireGroups(count: number, folds: number): void {
  if (count >= folds) return;
  throw new DataError('too-few-rows', `${folds} folds were asked for, and there are ${count} groups`, {
    hint: 'Ask for fewer folds',
  });
}
