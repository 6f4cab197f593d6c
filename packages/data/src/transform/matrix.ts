import { DataError } from '../errors.ts';
import { type Columns, numbersOf, rowCount } from '../table/memory/columns.ts';

/** Numbers row by row, as `torch.tensor(values, { shape: [rows, names.length] })` takes them. */
export type Matrix = { values: Float32Array; rows: number; names: readonly string[] };

/**
 * Columns of numbers as one matrix of single precision, ready for a model.
 *
 * @param names the columns in their order, such as a fitted pipeline's `features`
 * @throws {DataError} column-unknown, column-type — where there is no such column, or a column is text where numbers are needed, or the other way
 * @throws {DataError} value-invalid — where a value is missing or infinite
 * @example matrix(fitted.apply(test.columns), fitted.features)
 */
export function matrix(columns: Columns, names: readonly string[] = Object.keys(columns)): Matrix {
  const rows = rowCount(columns);
  const values = new Float32Array(rows * names.length);
  for (const [at, name] of names.entries()) {
    const column = numbersOf(columns, name);
    for (let row = 0; row < rows; row++) {
      const value = column[row]!;
      if (!Number.isFinite(value)) {
        throw new DataError('value-invalid', `"${name}" is ${Number.isNaN(value) ? 'missing' : value}`, {
          row,
          hint: 'Impute it first, or drop the row',
        });
      }
      values[row * names.length + at] = value;
    }
  }
  return { values, rows, names };
}
