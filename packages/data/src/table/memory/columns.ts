import { DataError } from '../../errors.ts';

/** Numbers, NaN where one is missing; or text, null where it is missing. Times are milliseconds since 1970. */
export type ColumnValues = Float64Array | readonly (string | null)[];

/**
 * A table in memory: equally long columns by name. Truth is 1 and 0.
 *
 * @example
 * const people: Columns = { age: Float64Array.of(31, NaN), job: ['cook', null] };
 */
export type Columns = { readonly [name: string]: ColumnValues };

/** A row as JSON has it. */
export type Row = { readonly [name: string]: unknown };

/**
 * How many rows the columns have.
 *
 * @throws {DataError} table-invalid — where they differ
 */
export function rowCount(columns: Columns): number {
  let count: number | undefined;
  let first = '';
  for (const [name, column] of Object.entries(columns)) {
    if (count !== undefined && column.length !== count) {
      const reason = `the column "${first}" has ${count} rows, "${name}" has ${column.length}`;
      throw new DataError('table-invalid', reason, { hint: 'Give every column as many rows' });
    }
    if (count === undefined) first = name;
    count = column.length;
  }
  return count ?? 0;
}

/**
 * The column of this name.
 *
 * @throws {DataError} column-unknown — with the names that there are
 */
export function columnOf(columns: Columns, name: string): ColumnValues {
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
  if (column) return column;
  const names = Object.keys(columns);
  const known = names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', ');
  throw new DataError('column-unknown', `there is no column "${name}"`, { hint: `There are: ${known || 'none'}` });
}

/**
 * A column of numbers.
 *
 * @throws {DataError} column-unknown — where there is no such column
 * @throws {DataError} column-type — where it holds text
 */
export function numbersOf(columns: Columns, name: string): Float64Array {
  const column = columnOf(columns, name);
  if (column instanceof Float64Array) return column;
  const reason = `the column "${name}" holds text, such as ${JSON.stringify(column.find((value) => value !== null))}`;
  throw new DataError('column-type', reason, { hint: 'Numbers are needed here: encode it first, or leave it out' });
}

/**
 * A column of text. Numbers become their shortest text, NaN becomes null.
 *
 * @throws {DataError} column-unknown — where there is no such column
 */
export function textOf(columns: Columns, name: string): readonly (string | null)[] {
  const column = columnOf(columns, name);
  if (!(column instanceof Float64Array)) return column;
  return Array.from(column, (value) => (Number.isNaN(value) ? null : String(value)));
}

/**
 * Some of the rows, in the order given; a row may come several times.
 *
 * @example takeRows({ age: Float64Array.of(31, 40, 52) }, [2, 0]) // { age: 52, 31 }
 */
export function takeRows(columns: Columns, rows: ArrayLike<number>): Columns {
  const take = (column: ColumnValues): ColumnValues => {
    if (column instanceof Float64Array) return Float64Array.from(rows, (row) => column[row]!);
    return Array.from(rows, (row) => column[row]!);
  };
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, take(column)]));
}

/**
 * Columns from rows of JSON. A column in which every value is a number, a boolean or missing holds numbers, any other
 * text, and so does one with a bigint beyond 2^53; `undefined`, `null` and absent keys are missing.
 *
 * @throws {DataError} table-invalid — where a value is an object or a list
 * @example columnsOf([{ age: 31, job: 'cook' }, { age: null }]) // { age: 31, NaN; job: 'cook', null }
 */
export function columnsOf(rows: readonly Row[]): Columns {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  const column = (name: string): ColumnValues => {
    const values = rows.map((row) => scalar(Object.hasOwn(row, name) ? row[name] : undefined, name));
    // A whole number beyond 2^53 has no double of its own: as text, two of them stay two.
    const isText = values.some((value) => typeof value === 'string' || typeof value === 'bigint');
    if (!isText) return Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value)));
    return values.map((value) => (value === null ? null : String(value)));
  };
  return Object.fromEntries([...names].map((name) => [name, column(name)]));
}

/**
 * Rows of JSON from columns; what is missing is null.
 *
 * @example rowsOf({ age: Float64Array.of(31), job: ['cook'] }) // [{ age: 31, job: 'cook' }]
 */
export function rowsOf(columns: Columns): { [name: string]: number | string | null }[] {
  const entries = Object.entries(columns);
  return Array.from({ length: rowCount(columns) }, (_, row) =>
    Object.fromEntries(
      entries.map(([name, column]) => {
        const value = column[row]!;
        return [name, typeof value === 'number' && Number.isNaN(value) ? null : value];
      }),
    ),
  );
}

function scalar(value: unknown, name: string): number | string | boolean | bigint | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value instanceof Date) return value.getTime();
  throw new DataError(
    'table-invalid',
    `a value of "${name}" is ${Array.isArray(value) ? 'a list' : `of type ${typeof value}`}`,
    {
      hint: 'Rows hold numbers, text, booleans and null',
    },
  );
}
