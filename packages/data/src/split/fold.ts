import { DataError } from '../errors.ts';
import { type Columns, rowCount, takeRows } from '../table/memory/columns.ts';
import type { Part } from './assign-parts.ts';

declare const heldOut: unique symbol;

/** Columns kept for judging: the types let nothing be fitted on them. */
export type HeldOutColumns = Columns & { readonly [heldOut]: true };

/** Columns that no split has set aside. */
export type FreeColumns = Columns & { readonly [heldOut]?: never };

/**
 * The rows of one part of a split. `fit`, the resamplers and nested splits take a `Fold<'train'>` and nothing else;
 * only `split`, `kFold`, `trainFold` and `heldOutFold` make folds.
 */
export class Fold<P extends Part = Part> {
  readonly part: P;
  readonly columns: P extends 'train' ? FreeColumns : HeldOutColumns;
  /** Each row's number in what was split; −1 for a row that was made up. */
  readonly rows: Int32Array;
  /** Makes the class nominal: an object that merely looks like a fold is none. */
  readonly #made = true;

  /** @internal */
  constructor(part: P, columns: Columns, rows?: Int32Array) {
    const count = rowCount(columns);
    this.part = part;
    // The brand exists for the compiler only.
    this.columns = columns as Fold<P>['columns'];
    this.rows = rows ?? Int32Array.from({ length: count }, (_, i) => i);
  }

  get length(): number {
    return this.rows.length;
  }

  static isFold(value: unknown): value is Fold {
    return typeof value === 'object' && value !== null && #made in value;
  }
}

/**
 * The training part of data that came already split.
 *
 * @throws {DataError} fold-invalid — for an empty table
 * @example const train = trainFold(columnsOf(rowsOfTrainCsv));
 */
export function trainFold(columns: FreeColumns): Fold<'train'> {
  if (rowCount(columns) === 0) {
    throw new DataError('fold-invalid', 'the training fold has no rows', { hint: 'Give it some' });
  }
  return new Fold('train', columns);
}

/**
 * The validation or test part of data that came already split.
 *
 * @example const test = heldOutFold('test', columnsOf(rowsOfTestCsv));
 */
export function heldOutFold<P extends 'validation' | 'test'>(part: P, columns: Columns): Fold<P> {
  return new Fold(part, columns);
}

/** Some rows of a table, or of a training fold, as a fold that remembers where they came from. */
export function foldOf<P extends Part>(
  part: P,
  data: { columns: Columns; rows?: Int32Array },
  chosen: ArrayLike<number>,
): Fold<P> {
  const rows = Int32Array.from(chosen, (i) => data.rows?.[i] ?? i);
  return new Fold(part, takeRows(data.columns, chosen), rows);
}

/**
 * Refuses at run time what the types refuse where there are any.
 *
 * @throws {DataError} fold-invalid — where it is no training fold
 */
export function requireTrain(fold: Fold<'train'>, what: string): void {
  if (Fold.isFold(fold) && fold.part === 'train') {
    if (fold.length > 0) return;
    throw new DataError('fold-invalid', `${what} got a training fold without rows`, { hint: 'Give it some' });
  }
  const part: unknown = Fold.isFold(fold) ? (fold as Fold).part : undefined; // as: what isFold says
  throw new DataError('fold-invalid', `${what} got ${part ? `the ${part} fold` : 'what is no fold'}`, {
    hint: 'It learns from a training fold alone: take one from split() or kFold(), or name it with trainFold()',
  });
}
