import type { Columns } from '@capstan/data';
import type { Targets } from '@capstan/models';
import type { Tensor } from '@capstan/torch';

/** How the column that is to be predicted becomes targets of a kind. */
export interface TableTargets {
  readonly kind: Targets;
  /**
   * The names that outputs are counted by; undefined where they are numbers.
   * @param all every row's columns
   * @param train the training rows'
   */
  names(all: Columns, train: Columns, target: string): string[] | undefined;
  /** Whether each value is alike in every part of a split. */
  readonly isStratified: boolean;
  /** The targets of rows. @throws {TrainError} bad-project — for a value that has no name */
  tensor(columns: Columns, target: string, names: string[] | undefined): Tensor;
}

/** Targets of a kind; adding one is a file that calls this, and a line in `index.ts`. */
export const tableTargets = (targets: TableTargets): TableTargets => targets;
