import { EvaluateError } from '../../errors.ts';
import type { TallyOptions } from '../batches.ts';
import type { Numbers } from '../check.ts';

/** What is measured: how a batch of it is checked before anything is counted, and how many examples it has. */
export interface Kind<B> {
  /** @throws {EvaluateError} lengths-differ, empty, not-finite — where the batch can't be measured; nothing has been counted then */
  check(batch: Partial<B>, options: TallyOptions): void;
  count(batch: B): number;
}

/** Weights of examples: as many, finite, from 0, one above it. */
export function checkWeights(weights: Numbers | undefined, count: number): void {
  if (weights === undefined) return;
  if (weights.length !== count)
    throw new EvaluateError(
      'lengths-differ',
      `Expected a weight for each of ${count} examples, received ${weights.length}.`,
      {
        fields: { lengths: [weights.length, count] },
      },
    );
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const weight = weights[i]!;
    if (!(Number.isFinite(weight) && weight >= 0))
      throw new EvaluateError('weight-invalid', `weights[${i}] is ${weight}: expected a finite number from 0.`, {
        fields: { index: i, weight },
      });
    sum += weight;
  }
  if (sum === 0) throw new EvaluateError('weight-invalid', 'All weights are 0: expected one above it at least.');
}

/** A matrix that is stored row by row: as many rows as there are targets, at least one column, all of it finite. @returns its columns */
export function checkRows(values: Numbers, rows: number, name: string): number {
  const columns = values.length / rows;
  if (rows > 0 && Number.isInteger(columns) && columns > 0) {
    for (let i = 0; i < values.length; i++) {
      if (!Number.isFinite(values[i]))
        throw new EvaluateError('not-finite', `${name}[${i}] is ${values[i]}: expected a finite number.`, {
          fields: { index: i },
        });
    }
    return columns;
  }
  if (rows === 0) throw empty();
  throw new EvaluateError(
    'lengths-differ',
    `Expected as many ${name} for each of ${rows} targets, received ${values.length} in all.`,
    { fields: { lengths: [values.length, rows] } },
  );
}

export const empty = (): EvaluateError =>
  new EvaluateError(
    'empty',
    'Expected at least one example, received none. A metric of nothing is not defined: check the split.',
  );
