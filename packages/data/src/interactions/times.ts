import { DataError } from '../errors.ts';
import { type Columns, columnOf } from '../table/memory/columns.ts';

/** From here on a number is seconds since 1970 (1973), and from there on milliseconds (1973 too); below it is an order. */
const SECONDS = 1e8;
const MILLISECONDS = 1e11;

/** When something was, and how that was written. */
export interface Times {
  /** Milliseconds since 1970; as they stand where they are but an order. */
  times: Float64Array;
  unit: 'seconds' | 'milliseconds' | 'dates' | 'order';
}

/**
 * A column of times: seconds or milliseconds since 1970, dates in ISO 8601, or small numbers that only say what came first.
 *
 * @throws {DataError} value-invalid — where one is missing, no time, or of another unit than the others
 */
export function interactionTimes(columns: Columns, name: string, isDate: boolean): Times {
  const column = columnOf(columns, name);
  const isText = !(column instanceof Float64Array);
  const times = isText ? Float64Array.from(column, (text) => Date.parse(text ?? '')) : column;
  const bad = times.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const given = isText ? JSON.stringify(column[bad]) : 'missing';
    throw new DataError('value-invalid', `the time "${name}" is ${given}`, {
      row: bad,
      hint: 'Write every time as seconds or milliseconds since 1970, or as a date in ISO 8601',
    });
  }
  if (isText || isDate) return { times, unit: 'dates' };
  const unitOf = (value: number) => (value >= MILLISECONDS ? 'milliseconds' : value >= SECONDS ? 'seconds' : 'order');
  const unit = unitOf(times[0] ?? 0);
  const other = times.findIndex((value) => unitOf(value) !== unit);
  if (other >= 0) {
    throw new DataError(
      'value-invalid',
      `the time "${name}" is ${times[other]}, as ${inWords(unitOf(times[other]!))}, and row 0 has ${times[0]}, as ${inWords(unit)}`,
      { row: other, hint: 'Write all times in one unit' },
    );
  }
  return { times: unit === 'seconds' ? times.map((value) => value * 1000) : times, unit };
}

const inWords = (unit: Times['unit']) => (unit === 'order' ? 'a number in an order' : `${unit} since 1970`);
