import { type Columns, matrix } from '@capstan/data';
import { fromTypedArray } from '@capstan/torch';
import type { Examples } from '../tensor-data.ts';
import type { TableTargets } from './targets/contract.ts';

/** A table's numbers as a model takes them: what to read of it, and what the target is. */
export interface Reads {
  features: readonly string[];
  target: string;
  targets: TableTargets;
  /** What the targets are called, where they have names. */
  names: string[] | undefined;
}

/**
 * Columns of numbers, as they come out of a pipeline, as tensors.
 *
 * @throws {TrainError} bad-project — for an unknown class
 */
export function examplesOf(columns: Columns, { features, target, targets, names: known }: Reads): Examples {
  const { values, rows, names } = matrix(columns, features);
  return { input: fromTypedArray(values, [rows, names.length]), target: targets.tensor(columns, target, known) };
}
