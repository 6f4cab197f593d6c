import { DataError } from '../errors.ts';
import type { ColumnValues, Row } from '../table/memory/columns.ts';

/** A column that a fitted pipeline takes. */
export type Input = { name: string; type: 'number' | 'text' };

/**
 * A column out of rows of JSON; a missing key or null is a missing value.
 *
 * @throws {DataError} column-type — where a column is text where numbers are needed, or the other way
 */
export function columnFrom(rows: readonly Row[], { name, type }: Input): ColumnValues {
  const values = rows.map((row, i) => {
    const value = Object.hasOwn(row, name) ? row[name] : undefined;
    if (value === undefined || value === null) return null;
    if (type === 'number' && (typeof value === 'number' || typeof value === 'boolean')) return Number(value);
    if (type === 'text' && typeof value === 'string') return value;
    const kind = Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
    throw new DataError('column-type', `"${name}" is ${kind}`, {
      row: i,
      hint: type === 'number' ? 'Give a number or null' : 'Give text or null',
    });
  });
  if (type === 'number') return Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value)));
  return values.map((value) => (value === null ? null : String(value)));
}
