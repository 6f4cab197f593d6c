import { drawsFor, permutation } from '@capstan/base';
import { DataError } from '../errors.ts';

import { type Columns, rowCount, textOf } from '../table/memory/columns.ts';
import { assignParts, type Part, parts, type SplitOption, totals } from './assign-parts.ts';
import { contentKeys } from './by-content.ts';
import { Fold, type FreeColumns, foldOf } from './fold.ts';
import { assignGroups } from './group-parts.ts';
import { classesOf, timesOf } from './labels.ts';

/** Shares or counts of rows; 0.8, 0.1 and 0.1 where none is given. */
export type TableSplitOptions = Partial<SplitOption> & {
  /** A column of classes: each class is shared out alike. */
  stratify?: string;
  /** A column of groups (patients, customers): a group is in one part only. */
  group?: string;
  /** A column of times: the oldest rows are trained on, the newest tested; rows of one time stay together. */
  time?: string;
  /** A column that names each row: where a row goes then depends on its name, not on its place. */
  id?: string;
  seed?: number;
};

/** The three parts, each with its own type. */
export type Folds = { train: Fold<'train'>; validation: Fold<'validation'>; test: Fold<'test'> };

/**
 * Splits a table at random, stratified, by groups or by time.
 *
 * @param data a table, or a training fold to be split again
 * @throws {DataError} split-impossible, too-few-rows, column-unknown, value-invalid, target-invalid — where the split asks for more than there is, there are fewer rows than are asked for, there is no such column, a value is missing or impossible, or the target is of the wrong kind, or has one class
 * @example const { train, validation, test } = split(columns, { train: 0.7, validation: 0.15, test: 0.15, stratify: 'risk', seed: 7 });
 */
export function split(data: FreeColumns | Fold<'train'>, options: TableSplitOptions = {}): Folds {
  const { columns, rows } = sourceOf(data);
  const { train = 0.8, validation = 0.1, test = 0.1, stratify, group, time, id, seed = 0 } = options;
  const isBare = options.train === undefined && options.validation === undefined && options.test === undefined;
  const shares = isBare
    ? { train, validation, test }
    : { train: options.train ?? 0, validation: options.validation ?? 0, test: options.test ?? 0 };
  const count = rowCount(columns);
  if (time !== undefined && (stratify ?? group ?? id) !== undefined) {
    throw new DataError('option-invalid', 'a split by time takes neither stratify, group nor id', {
      hint: 'Leave them out',
    });
  }
  const wanted = totals(count, shares, 'rows');
  const partOf = (): (Part | undefined)[] => {
    if (time !== undefined) return byTime(timesOf(columns, time), wanted);
    const labels = stratify === undefined ? undefined : stratifiable(columns, stratify);
    if (group !== undefined) {
      const { codes } = classesOf(columns, group, 'the group');
      return assignGroups(codes, labels?.codes ?? new Int32Array(count), wanted, drawsFor('split', seed));
    }
    const strata = labels
      ? Array.from(labels.codes, (code) => labels.classes[code]!)
      : new Array<string>(count).fill('');
    return assignParts(strata, id === undefined ? ranks(count, seed) : names(columns, id, seed), shares, 'rows');
  };
  const assigned = partOf();
  const members = (part: Part) => assigned.flatMap((one, i) => (one === part ? [i] : []));
  const chosen = { train: members('train'), validation: members('validation'), test: members('test') };
  for (const part of parts) {
    if (chosen[part].length > 0 || (part !== 'train' && shares[part] === 0)) continue;
    throw new DataError('split-impossible', `${count} rows leave none for ${part}`, {
      hint: 'Give more rows, or that part a larger share',
    });
  }
  const source = { columns, ...(rows && { rows }) };
  return {
    train: foldOf('train', source, chosen.train),
    validation: foldOf('validation', source, chosen.validation),
    test: foldOf('test', source, chosen.test),
  };
}

/** The columns of a table or of a training fold. */
export function sourceOf(data: FreeColumns | Fold<'train'>): { columns: Columns; rows?: Int32Array } {
  if (!Fold.isFold(data)) return { columns: data };
  if (data.part === 'train') return data;
  throw new DataError('fold-invalid', `the ${data.part} fold was to be split`, {
    hint: 'Split a table or its training fold',
  });
}

/** Classes to stratify by. @throws {DataError} target-invalid — with fewer than two */
export function stratifiable(columns: Columns, name: string): { codes: Int32Array; classes: string[] } {
  const found = classesOf(columns, name, 'the class');
  if (found.classes.length >= 2) return found;
  const reason = `every row has ${found.classes.length === 0 ? 'no class' : `the class ${JSON.stringify(found.classes[0])}`} in "${name}"`;
  throw new DataError('target-invalid', reason, { hint: 'Two classes are the least to stratify by' });
}

function ranks(count: number, seed: number): Int32Array {
  const rank = new Int32Array(count);
  for (const [place, row] of permutation(count, drawsFor('split', seed)).entries()) rank[row] = place;
  return rank;
}

function names(columns: Columns, id: string, seed: number): string[] {
  const values = textOf(columns, id);
  const ids = values.map((value, row) => {
    if (value !== null) return value;
    throw new DataError('value-invalid', `the name "${id}" is missing in row ${row}`, { hint: 'Name every row' });
  });
  if (new Set(ids).size < ids.length) {
    throw new DataError('value-invalid', `several rows have the same "${id}"`, {
      hint: 'Use it as group, so that they stay together',
    });
  }
  return contentKeys(ids, seed);
}

/** Oldest to newest; where rows of one time would be torn apart, all of them go to the earlier part. */
function byTime(times: Float64Array, wanted: readonly number[]): (Part | undefined)[] {
  const order = [...times.keys()].sort((a, b) => times[a]! - times[b]! || a - b);
  const out = new Array<Part | undefined>(times.length).fill(undefined);
  let end = 0;
  let at = 0;
  for (const [p, part] of parts.entries()) {
    end += wanted[p]!;
    while (
      at < Math.round(end) ||
      (at > 0 &&
        wanted[p]! > 0 &&
        at < order.length &&
        times[order[at]!] === times[order[at - 1]!] &&
        out[order[at - 1]!] === part)
    ) {
      out[order[at++]!] = part;
    }
  }
  return out;
}
