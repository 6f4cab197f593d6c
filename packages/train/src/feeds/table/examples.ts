import { type Columns, classesOf, matrix } from '@capstan/data';
import { fromTypedArray, type Tensor } from '@capstan/torch';
import { TrainError } from '../../errors.ts';
import type { Examples } from '../tensor-data.ts';

/** A table's numbers as a model takes them: what to read of it, and the classes where the target is one of some. */
export interface Reads {
  features: readonly string[];
  target: string;
  classes: string[] | undefined;
}

/**
 * Columns of numbers, as they come out of a pipeline, as tensors.
 *
 * @throws {TrainError} bad-project — for an unknown class
 */
export function examplesOf(columns: Columns, { features, target, classes }: Reads): Examples {
  const { values, rows, names } = matrix(columns, features);
  return { input: fromTypedArray(values, [rows, names.length]), target: targetOf(columns, target, classes) };
}

function targetOf(columns: Columns, target: string, classes: string[] | undefined): Tensor {
  if (!classes) {
    const { values, rows } = matrix(columns, [target]); // no missing ones
    return fromTypedArray(values, [rows, 1]);
  }
  const found = classesOf(columns, target, 'the target');
  const codes = found.classes.map((name) => {
    const code = classes.indexOf(name);
    if (code >= 0) return BigInt(code);
    throw new TrainError(
      'bad-project',
      `data: the training fold has no row of the class ${JSON.stringify(name)}. Split with stratify: '${target}'.`,
    );
  });
  return fromTypedArray(
    BigInt64Array.from(found.codes, (code) => codes[code]!),
    [found.codes.length],
  );
}
