import { resolve } from 'node:path';
import { checkOptions, kinds, type Shape } from '@capstan/base';
import type { InteractionSplitWay } from '@capstan/data';
import type { ReadingOptions } from '@capstan/data/table';
import { optionFault } from '../../errors.ts';

/** What of a file of interactions is trained on, and how. */
export interface InteractionFileOptions {
  /** The columns of users, items, values and times; by their names where they are called so. */
  user?: string | undefined;
  item?: string | undefined;
  value?: string | undefined;
  time?: string | undefined;
  /** Whether values are ratings to be predicted, or only say what was liked; 'items'. */
  targets?: 'items' | 'ratings' | undefined;
  /** Where values are ratings and it is about what was liked: from this value on it was; the mean of the training's. */
  likedFrom?: number | undefined;
  /** How interactions are held out: of each user the newest, the newest of all, or any; 'last', 0.1 and 0.1. */
  split?: { by?: InteractionSplitWay; validation?: number; test?: number } | undefined;
  /** Another file that holds the test, such as MovieLens's u1.test beside u1.base. */
  test?: string | undefined;
  /** Of the split; 0. */
  seed?: number | undefined;
  /** How the file is read: delimiter, header, sheet … */
  reading?: ReadingOptions | undefined;
}

/** Interactions of users with items in a file, as data to train on; it is read when the training begins. */
export interface InteractionFile {
  kind: 'interactionFile';
  path: string;
  options: InteractionFileOptions;
}

const { text, anything } = kinds;

const shape: Shape = {
  ...{ user: text, item: text, value: text, time: text, test: text },
  targets: kinds.oneOf('items', 'ratings'),
  likedFrom: anything,
  split: anything,
  seed: kinds.wholeNumber(0),
  reading: anything,
};

/**
 * Interactions of users with items as data to train on: MovieLens's files, or any table with a column of users and one of items.
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example const data = interactionFile('ml-100k/u1.base', { targets: 'ratings', test: 'ml-100k/u1.test' });
 */
export function interactionFile(path: string, options: InteractionFileOptions = {}): InteractionFile {
  checkOptions('interactionFile()', shape, options, optionFault);
  return { kind: 'interactionFile', path, options };
}

/** Interactions whose paths do not hang on the current folder. */
export const placedInteractions = ({ path, options }: InteractionFile): InteractionFile => ({
  kind: 'interactionFile',
  path: resolve(path),
  options: { ...options, ...(options.test === undefined ? {} : { test: resolve(options.test) }) },
});
