import { z } from 'zod';
import { DataError } from '../errors.ts';
import type { Columns, ColumnValues } from '../table/memory/columns.ts';
import { makeStep, perColumn, type Selection, type Step } from './contract.ts';

const day = 86_400_000;

/** What can be taken from a time, in UTC; `period` of those that come round. */
const parts = {
  year: { of: (date: Date) => date.getUTCFullYear() },
  month: { of: (date: Date) => date.getUTCMonth() + 1, period: 12 },
  day: { of: (date: Date) => date.getUTCDate(), period: 31 },
  /** Monday is 1. */
  weekday: { of: (date: Date) => ((date.getUTCDay() + 6) % 7) + 1, period: 7 },
  dayOfYear: {
    of: (date: Date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / day) + 1,
    period: 365.2425,
  },
  hour: { of: (date: Date) => date.getUTCHours(), period: 24 },
  minute: { of: (date: Date) => date.getUTCMinutes(), period: 60 },
  weekend: { of: (date: Date) => (date.getUTCDay() % 6 === 0 ? 1 : 0) },
  /** Since 1970. */
  elapsedDays: { of: (date: Date) => date.getTime() / day },
} as const;

/** A part of a date. */
export type DatePart = keyof typeof parts;

const names = Object.keys(parts) as DatePart[]; // the keys that DatePart is made of

const datesKind = perColumn({
  kind: 'dates',
  about: 'Times are taken apart: year, month, weekday …, round as sine and cosine.',
  example: { columns: ['day'] },
  options: z.strictObject({
    parts: z.array(z.enum(names)).min(1).default(['year', 'month', 'day', 'weekday']),
    cyclic: z.boolean().default(false),
  }),
  state: z.null(),
  learn(column, name) {
    toTimes(column, name);
    return null;
  },
  apply(column, name, { parts: wanted, cyclic }) {
    const times = toTimes(column, name);
    const made: [string, Float64Array][] = [];
    for (const part of wanted) {
      const { of, period } = { period: undefined, ...parts[part] };
      const values = times.map((time) => (Number.isNaN(time) ? time : of(new Date(time))));
      if (cyclic && period !== undefined) {
        made.push([`${name} ${part} sin`, values.map((value) => Math.sin((2 * Math.PI * value) / period))]);
        made.push([`${name} ${part} cos`, values.map((value) => Math.cos((2 * Math.PI * value) / period))]);
      } else made.push([`${name} ${part}`, values]);
    }
    const columns: Columns = Object.fromEntries(made);
    return columns;
  },
});

/**
 * Takes times apart, in UTC: ISO 8601 text, or milliseconds since 1970. `cyclic` gives sine and cosine of what comes
 * round, so that December lies beside January.
 *
 * @example dates(['paid'], { parts: ['month', 'weekday', 'elapsedDays'], cyclic: true })
 */
export function dates(columns: Selection, options: { parts?: DatePart[]; cyclic?: boolean } = {}): Step {
  return makeStep(datesKind, columns, options);
}
dates.kind = datesKind;

const iso = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** A time without a zone is in UTC. */
function toTimes(column: ColumnValues, name: string): Float64Array {
  if (column instanceof Float64Array) {
    const at = column.findIndex((value) => Math.abs(value) > 8.64e15);
    if (at < 0) return column;
    throw new DataError('value-invalid', `"${name}" is no time: ${column[at]}`, {
      row: at,
      hint: 'Give milliseconds since 1970',
    });
  }
  return Float64Array.from(column, (text, row) => {
    if (text === null) return Number.NaN;
    const time = iso.test(text)
      ? Date.parse(text.length > 10 && !/(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text.replace(' ', 'T')}Z` : text)
      : Number.NaN;
    if (!Number.isNaN(time)) return time;
    throw new DataError('value-invalid', `"${name}" is no date in ISO 8601: ${JSON.stringify(text)}`, {
      row,
      hint: 'Repair the dates first, or make them missing',
    });
  });
}
