import { statSync } from 'node:fs';
import {
  type Columns,
  type Folds,
  folderKind,
  heldOutFold,
  openRecordings,
  openTable,
  openTagged,
  openTexts,
  split,
  type Table,
  type TableSplitOptions,
  taggedWords,
  takeRows,
  trainFold,
} from '@capstan/data';
import { collect, columnOf, rowCount } from '@capstan/data/table';
import { TrainError } from '../../errors.ts';
import type { TableFile, TableFileOptions } from './table-file.ts';
import { tableTargetsOf } from './targets/targets-of.ts';

/** A table's rows, in memory, as they are to be split. */
export interface ReadTable {
  columns: Columns;
  /** Each row's number in the file, from 0. */
  rows: Int32Array;
  notes: string[];
}

/**
 * Opens what a path names: a table, or a folder of texts or recordings. Owns the table: close it.
 *
 * @throws {DataError} what `opening` throws
 */
export async function openPath(
  path: string,
  { reading = {}, signal }: { reading?: TableFileOptions['reading']; signal?: AbortSignal | undefined },
): Promise<Table> {
  const options = { ...reading, ...(signal ? { signal } : {}) };
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isFolder) return (await taggedWords(path)) ? openTagged(path, options) : openTable(path, options);
  return folderKind(path) === 'recordings' ? openRecordings(path, options) : openTexts(path, options);
}

/**
 * Reads the columns that a training needs; rows without a target are left out, and said.
 *
 * @param needsTarget whether rows must have one: not where they are only to be predicted
 * @throws {DataError} column-unknown — and what reading throws
 * @throws {TrainError} bad-project — where no row has a target
 */
export async function readTableFile(
  { path, options }: TableFile,
  { signal, needsTarget = true }: { signal?: AbortSignal | undefined; needsTarget?: boolean },
): Promise<ReadTable> {
  const { target, text, leaveOut = [], group, time, split: parts } = options;
  await using table = await openPath(path, { reading: options.reading, signal });
  const has = table.columns.some(({ name }) => name === target);
  if (needsTarget) table.column(target); // says which there are
  const beside = [group, time, parts && 'column' in parts ? parts.column : undefined].filter(
    (one) => one !== undefined,
  );
  const wanted =
    text === undefined ? table.columns.map(({ name }) => name) : [text, ...(has ? [target] : []), ...beside];
  const columns = await collect(table.select(...new Set(wanted.filter((name) => !leaveOut.includes(name)))));
  const count = rowCount(columns);
  if (!has) return { columns, rows: Int32Array.from({ length: count }, (_, i) => i), notes: [] };
  const labels = columnOf(columns, target);
  const kept = Int32Array.from({ length: count }, (_, i) => i).filter((i) => !isMissing(labels[i]));
  const missing = count - kept.length;
  if (!needsTarget || missing === 0)
    return { columns, rows: Int32Array.from({ length: count }, (_, i) => i), notes: [] };
  if (kept.length === 0) {
    throw new TrainError('bad-project', `data: no row of ${path} has a value in the target '${target}'.`, {
      fields: { target },
    });
  }
  const note = `${missing.toLocaleString('en')} of ${count.toLocaleString('en')} rows have no '${target}' and are left out`;
  return { columns: takeRows(columns, kept), rows: kept, notes: [note] };
}

const isMissing = (value: string | number | null | undefined) =>
  value === null || value === undefined || Number.isNaN(value);

/** The parts of a table, and which rows they are. */
export interface SplitTable {
  folds: Folds;
  rows: { train: Int32Array; validation: Int32Array; test: Int32Array };
}

/**
 * Splits rows as the options say: by a column that names the splits, by time, by groups, or at random with each class alike.
 * Columns that only serve the split are no inputs.
 *
 * @throws {TrainError} bad-project — for a target of one class, or a split column that names none
 * @throws {DataError} split-impossible — and what splitting throws
 */
export function splitTable(columns: Columns, options: TableFileOptions): SplitTable {
  const { target, group, time, seed = 0, split: parts = { train: 0.8, validation: 0.1, test: 0.1 } } = options;
  const inputs = (all: Columns, ...without: (string | undefined)[]): Columns =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)));
  if (!('column' in parts) && parts.train === 1 && !parts.validation && !parts.test)
    return unsplit(inputs(columns, group));
  const targets = tableTargetsOf(columns, options);
  const classes = targets.names(columns, columns, target);
  if (classes && classes.length < 2) {
    throw new TrainError(
      'bad-project',
      `data: every row has the same '${target}', ${JSON.stringify(classes[0])}: there is nothing to tell apart.`,
      { fields: { target }, hint: 'Name another target, or add rows of another class.' },
    );
  }
  if ('column' in parts) {
    const named = bySplit(columns, parts.column);
    const part = (name: 'train' | 'validation' | 'test') => takeRows(inputs(columns, parts.column, group), named[name]);
    const folds = {
      train: trainFold(part('train')),
      validation: heldOutFold('validation', part('validation')),
      test: heldOutFold('test', part('test')),
    };
    const { train, validation, test } = named;
    return {
      folds,
      rows: { train: Int32Array.from(train), validation: Int32Array.from(validation), test: Int32Array.from(test) },
    };
  }
  const { train, validation = 0, test = 0 } = parts;
  const how: TableSplitOptions = {
    ...{ train, validation, test },
    ...(time === undefined ? { seed } : { time }),
    ...(targets.isStratified && time === undefined ? { stratify: target } : {}),
    ...(group === undefined ? {} : { group }),
  };
  const folds = split(columns, how);
  const rows = { train: folds.train.rows, validation: folds.validation.rows, test: folds.test.rows };
  if (group === undefined) return { folds, rows };
  const without = {
    train: trainFold(inputs(folds.train.columns, group)),
    validation: heldOutFold('validation', inputs(folds.validation.columns, group)),
    test: heldOutFold('test', inputs(folds.test.columns, group)),
  };
  return { folds: without, rows };
}

/** All rows in one part, for a model that is trained already. */
function unsplit(columns: Columns): SplitTable {
  const none = takeRows(columns, []);
  const folds = {
    train: trainFold(columns),
    validation: heldOutFold('validation', none),
    test: heldOutFold('test', none),
  };
  return { folds, rows: { train: folds.train.rows, validation: Int32Array.of(), test: Int32Array.of() } };
}

const NAMES: Readonly<Record<string, 'train' | 'validation' | 'test'>> = {
  ...{ train: 'train', training: 'train', val: 'validation', valid: 'validation', dev: 'validation' },
  ...{ validation: 'validation', test: 'test', testing: 'test' },
};

function bySplit(columns: Columns, name: string): Record<'train' | 'validation' | 'test', number[]> {
  const found: Record<'train' | 'validation' | 'test', number[]> = { train: [], validation: [], test: [] };
  const values = columnOf(columns, name);
  for (let row = 0; row < values.length; row++) {
    const part = NAMES[String(values[row]).toLowerCase()];
    if (part !== undefined) found[part].push(row);
    else if (!isMissing(values[row])) {
      throw new TrainError(
        'bad-project',
        `data: '${name}' is ${JSON.stringify(values[row])} in row ${row}; expected ${Object.keys(NAMES).join(', ')}, or nothing for a row that is left out.`,
      );
    }
  }
  return found;
}
