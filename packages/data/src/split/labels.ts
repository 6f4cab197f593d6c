import { DataError } from '../errors.ts';
import { type Columns, columnOf, textOf } from '../table/memory/columns.ts';

/**
 * A column of classes or groups as integers, counted from 0 in sorted order: numbers by value, text by code unit.
 *
 * @throws {DataError} value-invalid — where one is missing
 * @throws {DataError} target-invalid — where numbers are no classes
 */
export function classesOf(columns: Columns, name: string, what: string): { codes: Int32Array; classes: string[] } {
  const column = columnOf(columns, name);
  const values = textOf(columns, name);
  const missing = values.indexOf(null);
  if (missing >= 0) {
    throw new DataError('value-invalid', `${what} "${name}" is missing in row ${missing}`, {
      hint: 'Drop the rows without it, or fill them in',
    });
  }
  const isNumeric = column instanceof Float64Array;
  if (isNumeric && what !== 'the group' && column.some((value) => !Number.isInteger(value))) {
    throw new DataError('target-invalid', `${what} "${name}" holds numbers that are not whole, so it is no class`, {
      hint: 'Put it into bins first, or leave it out',
    });
  }
  const texts = values as readonly string[]; // as: none is missing, see above
  const distinct = [...new Set(texts)];
  const classes = isNumeric ? distinct.sort((a, b) => Number(a) - Number(b)) : distinct.sort();
  const codeOf = new Map(classes.map((value, code) => [value, code]));
  return { codes: Int32Array.from(texts, (value) => codeOf.get(value)!), classes };
}

/** How often each code comes. */
export function countsOf(codes: Int32Array, classes: number): Int32Array {
  const counts = new Int32Array(classes);
  for (const code of codes) counts[code]! += 1;
  return counts;
}

/**
 * Points in time as numbers: milliseconds, or dates in ISO 8601.
 *
 * @throws {DataError} value-invalid — where a value is missing or impossible
 */
export function timesOf(columns: Columns, name: string): Float64Array {
  const column = columnOf(columns, name);
  const times = column instanceof Float64Array ? column : Float64Array.from(column, (text) => Date.parse(text ?? ''));
  const bad = times.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return times;
  const reason = `the time "${name}" in row ${bad} is ${JSON.stringify(column[bad]) ?? 'missing'}`;
  throw new DataError('value-invalid', reason, { hint: 'Write every time as ISO 8601 or as a number' });
}

/** One more than the largest code. */
export function codeCount(codes: Int32Array): number {
  return codes.reduce((most, code) => Math.max(most, code + 1), 0);
}
