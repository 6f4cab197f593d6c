import { DataError } from '../errors.ts';
import { Fold, requireTrain } from '../split/fold.ts';
import { classesOf, countsOf } from '../split/labels.ts';
import { type Columns, type ColumnValues, numbersOf, rowCount } from '../table/memory/columns.ts';

/** How many rows a class should have afterwards: all as many (`equal`), a share of the other class, or counts. */
export type Amounts = 'equal' | number | { readonly [className: string]: number };

/** A training fold taken apart: classes as codes, the rest as columns of numbers. */
export type TrainingRows = {
  fold: Fold<'train'>;
  target: string;
  codes: Int32Array;
  classes: string[];
  counts: Int32Array;
};

/**
 * @throws {DataError} fold-invalid, column-unknown, value-invalid — where it is no training fold, there is no such column, or a value is missing or impossible
 * @throws {DataError} target-invalid — with fewer than two classes
 */
export function trainingRows(fold: Fold<'train'>, target: string, what: string): TrainingRows {
  requireTrain(fold, what);
  const { codes, classes } = classesOf(fold.columns, target, 'the target');
  if (classes.length < 2) {
    const reason = `${what} found one class, ${JSON.stringify(classes[0])}, in "${target}"`;
    throw new DataError('target-invalid', reason, { hint: 'There is nothing to balance: is this the target?' });
  }
  return { fold, target, codes, classes, counts: countsOf(codes, classes.length) };
}

/** The names of the columns that distances are taken over. */
export function featuresOf(columns: Columns, target: string): string[] {
  return Object.keys(columns).filter((name) => name !== target);
}

/**
 * Columns of numbers, row by row.
 *
 * @throws {DataError} column-type — where a column is text where numbers are needed, or the other way
 * @throws {DataError} value-invalid — where a value is missing or infinite
 */
export function points(
  columns: Columns,
  names: readonly string[],
  what: string,
): { values: Float64Array; width: number } {
  const count = rowCount(columns);
  const values = new Float64Array(count * names.length);
  for (const [c, name] of names.entries()) {
    const column = numbersOf(columns, name);
    for (let row = 0; row < count; row++) {
      const value = column[row]!;
      if (!Number.isFinite(value)) {
        const reason = `${what} found ${Number.isNaN(value) ? 'a missing value' : value} in row ${row} of "${name}"`;
        throw new DataError('value-invalid', reason, { hint: 'Impute or clip the training fold first' });
      }
      values[row * names.length + c] = value;
    }
  }
  return { values, width: names.length };
}

/** The rows of one class. */
export function membersOf(codes: Int32Array, code: number): Int32Array {
  return Int32Array.from(codes.keys().filter((row) => codes[row] === code));
}

/**
 * How many rows to add to each class.
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 */
export function additions({ classes, counts }: TrainingRows, amounts: Amounts, what: string): number[] {
  const most = Math.max(...counts);
  const wanted = wantedCounts(classes, counts, amounts, most, what);
  return wanted.map((count, k) => {
    if (count >= counts[k]!) return count - counts[k]!;
    throw new DataError('option-invalid', `${what} was to bring "${classes[k]}" from ${counts[k]} rows to ${count}`, {
      hint: 'It adds rows: undersample to have fewer',
    });
  });
}

/** How many rows of each class to keep. @throws {DataError} option-invalid — where an option makes no sense */
export function remainders({ classes, counts }: TrainingRows, amounts: Amounts, what: string): number[] {
  const least = Math.min(...counts);
  const wanted =
    typeof amounts === 'number'
      ? wantedCounts(classes, counts, amounts, undefined, what)
      : wantedCounts(classes, counts, amounts, least, what);
  return wanted.map((count, k) => {
    if (count <= counts[k]!) return count;
    throw new DataError(
      'option-invalid',
      `${what} was to keep ${count} rows of "${classes[k]}", which has ${counts[k]}`,
      {
        hint: 'It takes rows away: oversample to have more',
      },
    );
  });
}

function wantedCounts(
  classes: readonly string[],
  counts: Int32Array,
  amounts: Amounts,
  equal: number | undefined,
  what: string,
): number[] {
  if (amounts === 'equal') return classes.map(() => equal!);
  if (typeof amounts === 'number') {
    if (classes.length !== 2 || !(amounts > 0 && amounts <= 1)) {
      throw new DataError('option-invalid', `${what} got the share ${amounts} for ${classes.length} classes`, {
        hint: 'A share lies in (0, 1] and says how many rows the smaller of two classes has for one of the larger',
      });
    }
    const small = counts[0]! <= counts[1]! ? 0 : 1;
    // Oversampling grows the smaller class, undersampling cuts the larger one.
    return equal === undefined
      ? classes.map((_, k) => (k === small ? counts[k]! : Math.trunc(counts[small]! / amounts)))
      : classes.map((_, k) => (k === small ? Math.trunc(counts[1 - small]! * amounts) : counts[k]!));
  }
  const unknown = Object.keys(amounts).find((name) => !classes.includes(name));
  if (unknown !== undefined) {
    throw new DataError('option-invalid', `${what} got an amount for "${unknown}"`, {
      hint: `The classes are ${classes.join(', ')}`,
    });
  }
  return classes.map((name, k) => {
    const count = Object.hasOwn(amounts, name) ? amounts[name]! : counts[k]!;
    if (Number.isInteger(count) && count >= 0) return count;
    throw new DataError('option-invalid', `${what} got ${count} rows for "${name}"`, { hint: 'Give a count' });
  });
}

/** The fold with rows put at its end; `rows` says where each came from, −1 for made-up ones. */
export function appended(fold: Fold<'train'>, more: Columns, rows: Int32Array): Fold<'train'> {
  const columns = Object.entries(fold.columns).map(([name, column]): [string, ColumnValues] => {
    const added = more[name]!;
    if (!(column instanceof Float64Array)) return [name, [...column, ...(added as readonly (string | null)[])]]; // as: a column of text gets text
    const joined = new Float64Array(column.length + added.length);
    joined.set(column);
    joined.set(added as Float64Array, column.length); // as: a column of numbers gets numbers
    return [name, joined];
  });
  const all = new Int32Array(fold.length + rows.length);
  all.set(fold.rows);
  all.set(rows, fold.length);
  return new Fold('train', Object.fromEntries(columns), all);
}

/** A target column of one class. */
export function repeatClass(column: ColumnValues, name: string, count: number): ColumnValues {
  return column instanceof Float64Array
    ? new Float64Array(count).fill(Number(name))
    : new Array<string>(count).fill(name);
}
