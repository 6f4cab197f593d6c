import { shown } from '@capstan/base';
import { TreesError } from '../errors.ts';

/** Numbers row by row: the value of row r and column c is `values[r * columns + c]`. NaN is missing. */
export interface Matrix {
  readonly values: Float32Array | Float64Array;
  readonly rows: number;
  /** Of the columns; without them they are called Column_0, Column_1, … */
  readonly names?: readonly string[];
}

/** Equally long columns by name. NaN is missing. */
export type Columns = { readonly [name: string]: ArrayLike<number> };

/** What trees are trained on and asked about. A matrix is sent as it lies in memory, columns are put into rows on the way. */
export type Data = Matrix | Columns;

/** A table that was looked through, and blocks of its rows. */
export interface Table {
  readonly rows: number;
  readonly names: readonly string[];
  readonly type: 'float32' | 'float64';
  /** Some rows that follow each other, row by row. */
  block(start: number, count: number): Float32Array | Float64Array;
  /** Any rows, row by row. */
  pick(rows: Int32Array): Float32Array | Float64Array;
}

/** Rows of a block: about 4 MB of them, so that neither side holds much more than that at once. */
export function blockRows(columns: number, bytesPerValue = 8): number {
  return Math.max(1, Math.floor((4 << 20) / Math.max(1, columns * bytesPerValue)));
}

const LIMIT = 2 ** 31 - 1;

/**
 * Looks through data.
 *
 * @param names the columns that are wanted, in their order; without them all that there are
 * @throws {TreesError} data-invalid — where the table does not fit
 */
export function readTable(where: string, data: Data, names?: readonly string[]): Table {
  const table = isMatrix(data) ? fromMatrix(where, data, names) : fromColumns(where, data, names);
  if (table.rows > LIMIT) throw invalid(where, `has ${table.rows} rows; LightGBM takes ${LIMIT} at most`);
  return table;
}

function isMatrix(data: Data): data is Matrix {
  return ArrayBuffer.isView(data.values) && typeof data.rows === 'number';
}

function fromMatrix(where: string, matrix: Matrix, wanted: readonly string[] | undefined): Table {
  const { values, rows } = matrix;
  if (!(values instanceof Float32Array || values instanceof Float64Array))
    throw invalid(where, `expected values of float32 or float64, received ${shown(values)}`);
  if (!Number.isSafeInteger(rows) || rows < 0)
    throw invalid(where, `expected a whole number of rows, received ${rows}`);
  const columns = rows > 0 ? values.length / rows : (matrix.names?.length ?? wanted?.length ?? 0);
  if (!Number.isInteger(columns)) {
    const whole = matrix.names ? ` of ${matrix.names.length} columns` : '';
    throw invalid(where, `${values.length} values do not make ${rows} rows${whole}`);
  }
  const names = matrix.names ?? wanted ?? Array.from({ length: columns }, (_, i) => `Column_${i}`);
  if (names.length !== columns) {
    const what = matrix.names ? 'names' : 'columns in the model';
    throw invalid(where, `rows are ${columns} values wide, with ${names.length} ${what}`);
  }
  if (wanted) checkOrder(where, names, wanted);
  const type = values instanceof Float32Array ? 'float32' : 'float64';
  return {
    rows,
    names,
    type,
    block: (start, count) => values.subarray(start * columns, (start + count) * columns),
    pick(picked) {
      const block = new (values instanceof Float32Array ? Float32Array : Float64Array)(picked.length * columns);
      picked.forEach((row, at) => {
        block.set(values.subarray(row * columns, (row + 1) * columns), at * columns);
      });
      return block;
    },
  };
}

/** A matrix whose columns stand in another order would be answered wrongly. */
function checkOrder(where: string, names: readonly string[], wanted: readonly string[]): void {
  const at = names.findIndex((name, i) => name !== wanted[i]);
  if (at < 0) return;
  const hint = 'Put the columns into the order of the model, or give them by name as { name: values }.';
  throw new TreesError(
    'data-invalid',
    `${where}: expected the column ${shown(wanted[at])} at place ${at}, received ${shown(names[at])}`,
    { hint, fields: { wanted, names } },
  );
}

function fromColumns(where: string, columns: Columns, wanted: readonly string[] | undefined): Table {
  const names = wanted ?? Object.keys(columns);
  const arrays = names.map((name) => {
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
    if (column === undefined) throw missing(where, name, Object.keys(columns));
    return checked(where, name, column);
  });
  const rows = arrays[0]?.length ?? 0;
  const odd = arrays.findIndex((column) => column.length !== rows);
  if (odd >= 0) {
    const [first, other] = [names[0], names[odd]].map((name) => shown(name));
    throw invalid(where, `the column ${first} has ${rows} rows, ${other} has ${arrays[odd]!.length}`);
  }
  const type = arrays.every((column) => column instanceof Float32Array) && rows > 0 ? 'float32' : 'float64';
  const empty = (count: number) => new (type === 'float32' ? Float32Array : Float64Array)(count * arrays.length);
  const fill = (count: number, row: (at: number) => number) => {
    const block = empty(count);
    arrays.forEach((column, c) => {
      for (let at = 0, to = c; at < count; at++, to += arrays.length) block[to] = column[row(at)]!;
    });
    return block;
  };
  return {
    rows,
    names,
    type,
    block: (start, count) => fill(count, (at) => start + at),
    pick: (picked) => fill(picked.length, (at) => picked[at]!),
  };
}

function checked(where: string, name: string, column: ArrayLike<number>): ArrayLike<number> {
  if (typeof column !== 'object' || column === null || typeof column.length !== 'number')
    throw invalid(where, `the column ${shown(name)}: expected a list of numbers, received ${shown(column)}`);
  if (column instanceof BigInt64Array || column instanceof BigUint64Array)
    throw invalid(where, `the column ${shown(name)} holds bigints; make numbers of them`);
  if (ArrayBuffer.isView(column)) return column;
  for (let row = 0; row < column.length; row++) {
    const value: unknown = column[row];
    if (typeof value === 'number') continue;
    const hint = 'Give numbers: a category as its number, what is missing as NaN.';
    const message = `${where}: the column ${shown(name)} holds ${shown(value)} in row ${row}, which is no number`;
    throw new TreesError('data-invalid', message, { hint, fields: { column: name, row } });
  }
  return column;
}

function missing(where: string, name: string, names: string[]): TreesError {
  const known = names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', ');
  const hint = `There are: ${known || 'none'}.`;
  return new TreesError('data-invalid', `${where}: the column ${shown(name)} is missing`, {
    hint,
    fields: { column: name },
  });
}

function invalid(where: string, what: string): TreesError {
  return new TreesError('data-invalid', `${where}: ${what}`);
}
