import { resolve } from 'node:path';
import { checkOptions, kinds, type Shape } from '@capstan/base';
import type { ReadingOptions } from '@capstan/data/table';
import type { Targets } from '@capstan/models';
import { optionFault } from '../../errors.ts';
import { tableTargetsList } from './targets/targets-of.ts';

/** Shares or counts of rows, or the column that says which split a row is of. */
export type TableSplit = { train: number; validation?: number; test?: number } | { column: string };

/** What of a table is trained on, and how. */
export interface TableFileOptions {
  /** The column to be predicted. */
  target: string;
  /** What the target is: one of some classes, a number, the tags of a text's words; by what it holds. */
  targets?: Targets | undefined;
  /** A column of texts: the model reads those, and no other column. */
  text?: string | undefined;
  /** What texts become: their n-grams, for `bagOfNgrams`, or their words in order, for `textCnn`. 'ngrams' */
  units?: 'ngrams' | 'tokens' | undefined;
  /** How texts are cut into words, where their order counts: as BERT's, at spaces alone, or words and each mark; 'bert'. */
  words?: 'bert' | 'spaces' | 'marks' | undefined;
  /** Shortest and longest run of characters that counts as an n-gram besides those of words. */
  characters?: readonly [number, number] | undefined;
  /** Columns that the model isn't given, such as an identifier. */
  leaveOut?: readonly string[] | undefined;
  /** { train: 0.8, validation: 0.1, test: 0.1 } */
  split?: TableSplit | undefined;
  /** A column of groups, such as patients: a group is in one split only. */
  group?: string | undefined;
  /** A column of times: the oldest rows are trained on, the newest tested. */
  time?: string | undefined;
  /** Of the split; 0. */
  seed?: number | undefined;
  /** How the file is read: delimiter, header, sheet … */
  reading?: ReadingOptions | undefined;
}

/** A table in a file, or a folder of texts or recordings, as data to train on; it is read when the training begins. */
export interface TableFile {
  kind: 'tableFile';
  path: string;
  options: TableFileOptions;
}

const { text, anything } = kinds;

const shape: Shape = {
  target: text,
  targets: kinds.oneOf(...tableTargetsList.map(({ kind }) => kind)),
  text,
  units: kinds.oneOf('ngrams', 'tokens'),
  words: kinds.oneOf('bert', 'spaces', 'marks'),
  characters: kinds.listOf(kinds.wholeNumber(1)),
  leaveOut: kinds.listOf(text),
  split: anything,
  group: text,
  time: text,
  seed: kinds.wholeNumber(0),
  reading: anything,
};

/**
 * A table in a file as data to train on: CSV, TSV, JSON, Parquet, Excel, SQLite, or a folder of texts. Missing numbers become
 * the median, numbers are scaled, words become columns of 0 and 1, all of it learned from the training rows alone and saved
 * with the model, so that the server takes rows as they are in the table.
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example const data = tableFile('loans.csv', { target: 'defaulted', leaveOut: ['id'] });
 */
export function tableFile(path: string, options: TableFileOptions): TableFile {
  checkOptions('tableFile()', shape, options, optionFault);
  return { kind: 'tableFile', path, options };
}

/** A table whose path does not hang on the current folder. */
export const placed = ({ path, options }: TableFile): TableFile => ({
  kind: 'tableFile',
  path: /^[a-z0-9]+:\/\//.test(path) ? path : resolve(path),
  options,
});
